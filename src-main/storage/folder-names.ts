/** Folder names that every operating system accepts. Pure, except for looking whether a name is taken. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';

export const PROJECT_SUFFIX = '.heroframe';

/** File systems allow 255 bytes; the rest is room for a number and for the temporary sibling while it is made. */
const MAX_NAME_BYTES = 180;
/** Names Windows keeps for devices, with any extension. */
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;
/** Forbidden on Windows (and `/` everywhere), control and invisible direction characters. */
// oxlint-disable-next-line no-control-regex -- control characters are what must be found
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** "My film: part 1?" → "My film part 1.heroframe". Never empty, never hidden, at most 190 bytes. */
export function folderNameFor(title: string): string {
  let name = title.normalize('NFC').replaceAll(FORBIDDEN, ' ').replaceAll(/\s+/g, ' ').trim();
  name = name.replace(/^[.\-~ ]+/, '');
  name = name.replace(/\.heroframe$/i, '');
  name = shorten(name).replace(/[. ]+$/, '');
  if (name === '') name = 'Untitled film';
  if (RESERVED.test(name)) name = `${name} film`;
  return name + PROJECT_SUFFIX;
}

/** Cuts at a whole character (as people see them) so that the name fits, at a word's end where one is near. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  let short = '';
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (Buffer.byteLength(short + segment) > MAX_NAME_BYTES) break;
    short += segment;
  }
  const space = short.lastIndexOf(' ');
  return space > short.length * 0.6 ? short.slice(0, space) : short;
}

/** The first path of "Title.heroframe", "Title 2.heroframe", … in `parent` that does not exist yet. */
export async function freeFolder(parent: string, title: string): Promise<string> {
  const base = folderNameFor(title).slice(0, -PROJECT_SUFFIX.length);
  for (let number = 1; ; number += 1) {
    const folder = join(parent, `${number === 1 ? base : `${base} ${number}`}${PROJECT_SUFFIX}`);
    try {
      await access(folder);
    } catch {
      return folder;
    }
  }
}
