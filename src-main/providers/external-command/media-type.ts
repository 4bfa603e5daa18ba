/** What a file really is, by its first bytes: a program's word is not enough. */
import { open } from 'node:fs/promises';

export interface FoundType {
  mime: string;
  ending: string;
  kind: 'picture' | 'clip' | 'speech';
}

const types = {
  png: { mime: 'image/png', ending: 'png', kind: 'picture' },
  jpeg: { mime: 'image/jpeg', ending: 'jpg', kind: 'picture' },
  webp: { mime: 'image/webp', ending: 'webp', kind: 'picture' },
  mp4: { mime: 'video/mp4', ending: 'mp4', kind: 'clip' },
  webm: { mime: 'video/webm', ending: 'webm', kind: 'clip' },
  wav: { mime: 'audio/wav', ending: 'wav', kind: 'speech' },
  mp3: { mime: 'audio/mpeg', ending: 'mp3', kind: 'speech' },
  flac: { mime: 'audio/flac', ending: 'flac', kind: 'speech' },
  ogg: { mime: 'audio/ogg', ending: 'ogg', kind: 'speech' },
} as const satisfies Record<string, FoundType>;

/** Endings that results can have. */
export const resultEndings: readonly string[] = Object.values(types).map(({ ending }) => ending);

/** Null when the file is none of the types that the studio can use. */
export async function mediaTypeOf(file: string): Promise<FoundType | null> {
  const handle = await open(file, 'r');
  const head = Buffer.alloc(16);
  try {
    await handle.read(head, 0, 16, 0);
  } finally {
    await handle.close();
  }
  const word = (from: number, to: number): string => head.toString('latin1', from, to);
  if (word(0, 8) === '\x89PNG\r\n\x1a\n') return types.png;
  if (head.readUIntBE(0, 3) === 0xffd8ff) return types.jpeg;
  if (word(0, 4) === 'RIFF' && word(8, 12) === 'WEBP') return types.webp;
  if (word(0, 4) === 'RIFF' && word(8, 12) === 'WAVE') return types.wav;
  // Still pictures and sound come in the same box as clips; only its label tells.
  if (word(4, 8) === 'ftyp') return /^(avi[fs]|hei[cfsx]|hevc|mif1|msf1|M4[ABP])/.test(word(8, 12)) ? null : types.mp4;
  if (head.readUInt32BE(0) === 0x1a45dfa3) return types.webm;
  if (word(0, 4) === 'fLaC') return types.flac;
  if (word(0, 4) === 'OggS') return types.ogg;
  // A tag in front, or the first frame of MPEG layer III itself.
  if (word(0, 3) === 'ID3' || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2)) return types.mp3;
  return null;
}
