/** Counting words the way the rules of this program count them, in any script. */

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/gu;

/** How many characters belong to scripts that are written without spaces. */
export const wideCharacters = (text: string): number => text.match(WIDE)?.length ?? 0;

/** Words of a text: runs of letters or digits between spaces; two characters of a script without spaces make one word. */
export function countWords(text: string): number {
  const wide = wideCharacters(text);
  const spaced = text
    .replace(WIDE, ' ')
    .split(/\s+/u)
    .filter((token) => /[\p{L}\p{N}]/u.test(token)).length;
  return spaced + Math.ceil(wide / 2);
}

/** Lower case, one space between words, plain quotes: two texts that say the same compare equal. */
export const plainText = (text: string): string =>
  text.normalize('NFC').toLowerCase().replace(/[‘’]/gu, "'").replace(/[“”]/gu, '"').replace(/\s+/gu, ' ').trim();
