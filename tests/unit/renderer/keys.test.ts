import { expect, test } from 'vitest';
import { ariaKeys, matchesKeys, writeKeys, type KeyPress } from '../../../src-renderer/actions/keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test('mod is Ctrl on most machines and ⌘ on Apple ones, never the other', () => {
  expect(matchesKeys(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true);
  expect(matchesKeys(press('k', { metaKey: true }), 'mod+k', true)).toBe(true);
  expect(matchesKeys(press('k', { metaKey: true }), 'mod+k', false)).toBe(false);
  expect(matchesKeys(press('k', { ctrlKey: true }), 'mod+k', true)).toBe(false);
});

test('a plain key does not fire while a modifier is held', () => {
  expect(matchesKeys(press('a'), 'a', false)).toBe(true);
  expect(matchesKeys(press('a', { ctrlKey: true }), 'a', false)).toBe(false);
  expect(matchesKeys(press('a', { altKey: true }), 'a', false)).toBe(false);
  expect(matchesKeys(press('A', { shiftKey: true }), 'a', false)).toBe(false);
});

test('undo and redo differ by Shift alone', () => {
  const redo = press('Z', { ctrlKey: true, shiftKey: true });
  expect(matchesKeys(redo, 'shift+mod+z', false)).toBe(true);
  expect(matchesKeys(redo, 'mod+z', false)).toBe(false);
});

test('signs are matched by what was typed, whichever keyboard needs Shift for them', () => {
  expect(matchesKeys(press('?', { shiftKey: true }), '?', false)).toBe(true);
  expect(matchesKeys(press('?'), '?', false)).toBe(true);
  expect(matchesKeys(press('+', { ctrlKey: true, shiftKey: true }), 'mod++', false)).toBe(true);
});

test('the space bar and cursor keys have names', () => {
  expect(matchesKeys(press(' '), 'space', false)).toBe(true);
  expect(matchesKeys(press('ArrowLeft', { altKey: true }), 'alt+arrowleft', false)).toBe(true);
});

test('shortcuts are written as each system writes them', () => {
  expect(writeKeys('shift+mod+z', true)).toBe('⇧⌘Z');
  expect(writeKeys('shift+mod+z', false)).toBe('Ctrl Shift Z');
  expect(writeKeys('alt+arrowleft', false)).toBe('Alt ←');
  expect(ariaKeys('shift+mod+z', false)).toBe('Control+Shift+Z');
  expect(ariaKeys('mod+k', true)).toBe('Meta+K');
});
