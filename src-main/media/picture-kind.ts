/** Tells what a file really is from its first bytes; names and extensions are only claims. Pure. */

/** Pictures we open. */
export const pictureKinds = ['png', 'jpeg', 'webp', 'avif', 'gif', 'tiff'] as const;
export type PictureKind = (typeof pictureKinds)[number];

export type SniffedKind = { supported: true; kind: PictureKind } | { supported: false; name: string };

/** What people call each kind. */
export const kindNames: Record<PictureKind, string> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
  tiff: 'TIFF',
};

/** How many bytes `sniffPicture` wants to see; fewer are fine. */
export const SNIFF_BYTES = 4096;

/**
 * The kind of file these first bytes begin.
 * A kind we do not open comes back with its name as it reads in a sentence ("an SVG drawing").
 */
export function sniffPicture(bytes: Uint8Array): SniffedKind {
  const supported = supportedKind(bytes);
  if (supported !== null) return { supported: true, kind: supported };
  return { supported: false, name: foreignName(bytes) };
}

function supportedKind(bytes: Uint8Array): PictureKind | null {
  if (startsWith(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
  if (startsWith(bytes, 0, [0xff, 0xd8, 0xff])) return 'jpeg';
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return 'webp';
  if (text(bytes, 0, 6) === 'GIF87a' || text(bytes, 0, 6) === 'GIF89a') return 'gif';
  if (startsWith(bytes, 0, [0x49, 0x49, 0x2a, 0x00]) || startsWith(bytes, 0, [0x4d, 0x4d, 0x00, 0x2a])) return 'tiff';
  if (text(bytes, 4, 4) === 'ftyp' && brands(bytes).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return null;
}

/** Kinds that get an own name, because a person can do something about them. */
function foreignName(bytes: Uint8Array): string {
  if (text(bytes, 0, 4) === '%PDF') return 'a PDF document';
  if (text(bytes, 0, 2) === 'BM') return 'a BMP picture';
  if (text(bytes, 0, 4) === '8BPS') return 'a Photoshop document';
  if (startsWith(bytes, 0, [0xff, 0x0a]) || startsWith(bytes, 0, [0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20])) return 'a JPEG XL picture';
  if (startsWith(bytes, 0, [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20])) return 'a JPEG 2000 picture';
  if (startsWith(bytes, 0, [0x76, 0x2f, 0x31, 0x01])) return 'an OpenEXR picture';
  if (startsWith(bytes, 0, [0, 0, 1, 0])) return 'an icon file';
  if (startsWith(bytes, 0, [0x50, 0x4b, 0x03, 0x04])) return 'a ZIP archive or office document';
  if (text(bytes, 4, 4) === 'ftyp') {
    const heic = brands(bytes).some((brand) => /^(heic|heix|hevc|heim|heis|mif1|msf1)$/.test(brand));
    return heic ? 'a HEIC picture' : 'a video';
  }
  if (startsWith(bytes, 0, [0x1a, 0x45, 0xdf, 0xa3]) || (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'AVI ')) return 'a video';
  const words = new TextDecoder('utf-8')
    .decode(bytes.subarray(0, SNIFF_BYTES))
    .replace(/^\uFEFF/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*(<!doctype svg[^>]*>\s*)?<svg[\s>]/.test(words)) return 'an SVG drawing';
  if (/^(<!doctype html|<html|<head|<body)/.test(words)) return 'a web page';
  if (words.length > 0 && /^[\p{L}\p{N}\p{P}\p{S}\p{Z}\s]+$/u.test(words)) return 'a text file';
  return 'a kind of file that is not known here';
}

/** Major and compatible brands of an ISO media file. */
function brands(bytes: Uint8Array): string[] {
  const end = Math.min(bytes.length, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0), 256);
  const found = [text(bytes, 8, 4)];
  for (let at = 16; at + 4 <= end; at += 4) found.push(text(bytes, at, 4));
  return found;
}

function startsWith(bytes: Uint8Array, offset: number, expected: readonly number[]): boolean {
  return bytes.length >= offset + expected.length && expected.every((value, index) => bytes[offset + index] === value);
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return bytes.length < offset + length ? '' : String.fromCharCode(...bytes.subarray(offset, offset + length));
}
