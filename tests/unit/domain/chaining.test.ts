import { expect, test } from 'vitest';
import { frameFileName, frameReferences } from '#domain/chaining.ts';

const brought = [{ role: 'product' as const, picture: 'mine' }];
const clips = [
  { start: 's1', end: 'e1' },
  { start: 's2', end: 'e2' },
  { start: null, end: null },
  { start: null, end: null },
];
const pictures = (index: number, role: 'start' | 'end'): string[] =>
  frameReferences(clips, index, role, brought).map((l) => `${l.role}:${l.picture}`);

test('the first start frame gets what the person brought, as it is', () => {
  expect(pictures(0, 'start')).toEqual(['product:mine']);
});
test('a later start frame also gets the previous clip’s end frame', () => {
  expect(pictures(1, 'start')).toEqual(['product:mine', 'previous-frame:e1']);
});
test('an end frame also gets its own clip’s start frame', () => {
  expect(pictures(1, 'end')).toEqual(['product:mine', 'start-frame:s2']);
});
test('a failed clip does not break the chain', () => {
  expect(pictures(3, 'start')).toEqual(['product:mine', 'previous-frame:e2']);
  expect(
    frameReferences(
      [
        { start: 's1', end: null },
        { start: null, end: null },
      ],
      1,
      'start',
      [],
    ).map((l) => l.picture),
  ).toEqual(['s1']);
});
test('without anything there is nothing to refer to', () => {
  expect(frameReferences([], 0, 'start', [])).toEqual([]);
});
test('exported frames have the agreed names', () => {
  expect([frameFileName(1, 'start'), frameFileName(12, 'end')]).toEqual(['clip_001_start.png', 'clip_012_end.png']);
});
