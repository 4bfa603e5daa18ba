/**
 * Keyboard shortcuts as text: `mod+k`, `shift+arrowleft`, `1`, `?`. `mod` is ⌘ on
 * Apple machines and Ctrl elsewhere. Pure: parse, match, and write for people.
 */

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

interface ParsedKeys {
  key: string;
  mod: boolean;
  alt: boolean;
  shift: boolean;
}

/** Reads a shortcut. The key itself comes last; names are those of `KeyboardEvent.key` in lower case, `space` for the space bar. */
export function parseKeys(keys: string): ParsedKeys {
  const parts = keys.toLowerCase().split('+');
  // "mod++" means the plus key with mod.
  const key = parts.at(-1) === '' ? '+' : (parts.at(-1) ?? '');
  return {
    key: key === 'space' ? ' ' : key,
    mod: parts.slice(0, -1).includes('mod'),
    alt: parts.slice(0, -1).includes('alt'),
    shift: parts.slice(0, -1).includes('shift'),
  };
}

/** Whether a key press is this shortcut. */
export function matchesKeys(press: KeyPress, keys: string, mac: boolean): boolean {
  const wanted = parseKeys(keys);
  if (press.key.toLowerCase() !== wanted.key) return false;
  if ((mac ? press.metaKey : press.ctrlKey) !== wanted.mod) return false;
  if (mac ? press.ctrlKey : press.metaKey) return false;
  if (press.altKey !== wanted.alt) return false;
  // Signs such as "?" need Shift on some keyboards and not on others: what was typed counts, not how.
  const isSign = wanted.key.length === 1 && !/[a-z ]/.test(wanted.key);
  return isSign && !wanted.shift ? true : press.shiftKey === wanted.shift;
}

const names: Record<string, string> = {
  ' ': 'Space',
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: 'Enter',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  home: 'Home',
  end: 'End',
};

/** How a shortcut is written for people: "⇧⌘Z" on Apple machines, "Ctrl Shift Z" elsewhere. */
export function writeKeys(keys: string, mac: boolean): string {
  const parsed = parseKeys(keys);
  const key = names[parsed.key] ?? parsed.key.toUpperCase();
  if (mac) return `${parsed.alt ? '⌥' : ''}${parsed.shift ? '⇧' : ''}${parsed.mod ? '⌘' : ''}${parsed.key === 'enter' ? '↩' : key}`;
  return [parsed.mod ? 'Ctrl' : '', parsed.alt ? 'Alt' : '', parsed.shift ? 'Shift' : '', key].filter((part) => part !== '').join(' ');
}

/** The same for assistive technology (`aria-keyshortcuts`). */
export function ariaKeys(keys: string, mac: boolean): string {
  const parsed = parseKeys(keys);
  const key = parsed.key === ' ' ? 'Space' : parsed.key.length === 1 ? parsed.key.toUpperCase() : parsed.key;
  return [parsed.mod ? (mac ? 'Meta' : 'Control') : '', parsed.alt ? 'Alt' : '', parsed.shift ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join('+');
}
