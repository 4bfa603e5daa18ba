/**
 * Opens pictures from outside, which may be anything: huge, damaged, or not
 * pictures. Nothing is decoded before its kind and size are known to be fine.
 */
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp, { type Metadata, type OutputInfo } from 'sharp';
import { fail } from '#contract/errors.ts';
import { kindNames, pictureKinds, SNIFF_BYTES, sniffPicture, type PictureKind } from './picture-kind.ts';

/** Pixels on a side beyond which a picture is refused. */
const PICTURE_MAX_SIDE = 16_384;
/** Pixels in all beyond which a picture is refused: 100 megapixels need 400 MB while open. */
const PICTURE_MAX_PIXELS = 100_000_000;
/** A picture smaller than this on a side shows nothing a model could follow. */
const PICTURE_MIN_SIDE = 16;
/** Bytes beyond which a file is not even read. */
const PICTURE_MAX_BYTES = 300_000_000;
/** References are kept at most this large on their longer side: no model sees more, and every request carries them. */
export const REFERENCE_LONG_SIDE = 4096;

export interface NormalisedPicture {
  bytes: Uint8Array;
  mime: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
  /** What a person should know about it in a sentence (it was really another kind, it was scaled), or null. */
  note: string | null;
}

export interface PictureOptions {
  /** File name for messages, with bytes; a path brings its own. */
  name?: string;
  signal?: AbortSignal | undefined;
}

/**
 * Opens a person's picture safely and brings it to one form: upright, sRGB,
 * 8 bit, PNG (JPEG stays JPEG), without location and camera data.
 * @param source bytes, or an absolute path.
 * @throws StudioFailure `bad-reference` that says what is wrong with it, `asset-missing` when a path leads nowhere; the signal's reason.
 */
export async function normaliseReference(source: Uint8Array | string, options: PictureOptions = {}): Promise<NormalisedPicture> {
  const { signal } = options;
  signal?.throwIfAborted();
  const name = options.name ?? (typeof source === 'string' ? basename(source) : 'The picture');
  const { bytes, kind } = await readPicture(source, name);
  const header = await readHeader(bytes, name, kind);
  signal?.throwIfAborted();

  const notes = [lyingName(name, kind), header.pages > 1 ? 'Only the first picture of the animation is used.' : null];
  const upright = header.orientation >= 5 ? { width: header.height, height: header.width } : { width: header.width, height: header.height };
  const scaled = Math.max(upright.width, upright.height) > REFERENCE_LONG_SIDE;
  const keepJpeg = kind === 'jpeg';
  const untouched = keepJpeg && !scaled && header.plain;

  const pipeline = sharp(bytes, { limitInputPixels: PICTURE_MAX_PIXELS, failOn: 'error', pages: 1, animated: false }).rotate();
  if (scaled) pipeline.resize({ width: REFERENCE_LONG_SIDE, height: REFERENCE_LONG_SIDE, fit: 'inside' });
  pipeline.toColourspace('srgb');
  if (keepJpeg) pipeline.jpeg({ quality: 95, chromaSubsampling: '4:4:4' });
  else pipeline.png({ compressionLevel: 6 });

  let made: { data: Buffer; info: OutputInfo };
  try {
    made = await pipeline.toBuffer({ resolveWithObject: true });
  } catch (error) {
    fail(
      'bad-reference',
      `"${name}" is damaged or incomplete, so it cannot be used as a reference.`,
      'Export or download the picture again, or choose another one.',
      { detail: messageOf(error) },
    );
  }
  signal?.throwIfAborted();
  const { width, height } = made.info;
  if (scaled) notes.push(`Scaled from ${upright.width} × ${upright.height} to ${width} × ${height}.`);
  const said = notes.filter((note) => note !== null);
  return {
    // A plain JPEG is kept as it came: encoding it once more could only lose.
    bytes: untouched ? bytes : made.data,
    mime: keepJpeg ? 'image/jpeg' : 'image/png',
    width,
    height,
    note: said.length === 0 ? null : said.join(' '),
  };
}

/**
 * A small copy for lists, as WebP; never larger than the picture itself.
 * @param width pixels.
 * @throws StudioFailure `bad-reference` when the file cannot be read as a picture, `asset-missing` when it is not there.
 */
export async function thumbnail(path: string, width: number): Promise<Uint8Array> {
  const name = basename(path);
  const { bytes, kind } = await readPicture(path, name);
  await readHeader(bytes, name, kind);
  try {
    return await sharp(bytes, { limitInputPixels: PICTURE_MAX_PIXELS, failOn: 'none', pages: 1 })
      .rotate()
      .resize({ width: Math.max(1, Math.round(width)), withoutEnlargement: true })
      .toColourspace('srgb')
      .webp({ quality: 82, effort: 3 })
      .toBuffer();
  } catch (error) {
    fail('bad-reference', `"${name}" is damaged and cannot be shown.`, 'Replace the picture.', { detail: messageOf(error) });
  }
}

async function readPicture(source: Uint8Array | string, name: string): Promise<{ bytes: Uint8Array; kind: PictureKind }> {
  if (typeof source === 'string') await checkFile(source, name);
  const bytes = typeof source === 'string' ? await readFile(source) : source;
  if (bytes.length === 0) {
    fail(
      'bad-reference',
      `"${name}" is empty: the file has no bytes in it.`,
      'Export or download the picture again, or choose another one.',
    );
  }
  if (bytes.length > PICTURE_MAX_BYTES) return tooManyBytes(name);
  const sniffed = sniffPicture(bytes.subarray(0, SNIFF_BYTES));
  return { bytes, kind: sniffed.supported ? sniffed.kind : refuseKind(name, sniffed.name) };
}

/** Looks at size and first bytes of a file, so that a film of 20 GB dropped by mistake is never read. */
async function checkFile(path: string, name: string): Promise<void> {
  let size: number;
  const head = Buffer.alloc(SNIFF_BYTES);
  let read: number;
  try {
    const facts = await stat(path);
    if (!facts.isFile()) fail('bad-reference', `"${name}" is a folder, not a picture.`, 'Choose a picture file.');
    size = facts.size;
    const handle = await open(path, 'r');
    try {
      read = (await handle.read(head, 0, SNIFF_BYTES, 0)).bytesRead;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      fail('asset-missing', `"${name}" is not there any more.`, 'Choose the picture again.', { detail: error.message });
    }
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')) {
      fail('bad-reference', `"${name}" may not be read by this program.`, 'Allow reading the file, or copy it to another folder.', {
        detail: error.message,
      });
    }
    throw error;
  }
  if (size === 0) return;
  const sniffed = sniffPicture(head.subarray(0, read));
  if (!sniffed.supported) refuseKind(name, sniffed.name);
  if (size > PICTURE_MAX_BYTES) tooManyBytes(name);
}

function tooManyBytes(name: string): never {
  fail(
    'bad-reference',
    `"${name}" is larger than ${PICTURE_MAX_BYTES / 1e6} MB, too large for a reference.`,
    'Export a smaller version, for example 4000 pixels wide, and use that.',
  );
}

function refuseKind(name: string, kind: string): never {
  const hint =
    kind === 'a HEIC picture'
      ? 'Export it as JPEG (in Photos: File, Export) and use that.'
      : kind === 'a video'
        ? 'Take a still from the video as PNG or JPEG and use that.'
        : 'Export it as PNG or JPEG and use that.';
  const can = pictureKinds.map((one) => kindNames[one]).join(', ');
  fail('bad-reference', `"${name}" is ${kind}, which cannot be used as a reference. Pictures can be ${can}.`, hint);
}

interface Header {
  width: number;
  height: number;
  pages: number;
  /** EXIF orientation, 1–8. */
  orientation: number;
  /** A picture that needs nothing: upright, sRGB, without a profile or data about the person who took it. */
  plain: boolean;
}

/** Reads the size from the header and refuses what is too large or too small, before a single pixel is decoded. */
async function readHeader(bytes: Uint8Array, name: string, kind: PictureKind): Promise<Header> {
  let meta: Metadata;
  try {
    // No limit here: reading a header costs nothing, and the refusal below can then name the size.
    meta = await sharp(bytes, { limitInputPixels: false, failOn: 'none', pages: 1 }).metadata();
  } catch (error) {
    fail(
      'bad-reference',
      `"${name}" begins like a ${kindNames[kind]} picture but is damaged or incomplete.`,
      'Export or download the picture again, or choose another one.',
      { detail: messageOf(error) },
    );
  }
  const { width, height } = meta;
  if (width > PICTURE_MAX_SIDE || height > PICTURE_MAX_SIDE || width * height > PICTURE_MAX_PIXELS) {
    const limit = `${PICTURE_MAX_SIDE.toLocaleString('en')} pixels on a side and ${PICTURE_MAX_PIXELS / 1e6} megapixels in all`;
    fail(
      'bad-reference',
      `"${name}" is ${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels; a reference may have up to ${limit}.`,
      'Export a smaller version, for example 4000 pixels wide, and use that.',
    );
  }
  if (width < PICTURE_MIN_SIDE || height < PICTURE_MIN_SIDE) {
    fail(
      'bad-reference',
      `"${name}" is only ${width} × ${height} pixels, too small to show anything.`,
      'Choose a larger version of the picture; 1000 pixels or more work best.',
    );
  }
  const orientation = meta.orientation ?? 1;
  const plain =
    orientation === 1 &&
    meta.space === 'srgb' &&
    meta.exif === undefined &&
    meta.icc === undefined &&
    meta.xmp === undefined &&
    meta.iptc === undefined;
  return { width, height, pages: meta.pages ?? 1, orientation, plain };
}

const extensions: Record<string, PictureKind> = {
  png: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  jfif: 'jpeg',
  webp: 'webp',
  avif: 'avif',
  gif: 'gif',
  tif: 'tiff',
  tiff: 'tiff',
};

/** A sentence when the name promises another kind than the bytes are; null when they agree or the name promises nothing. */
function lyingName(name: string, kind: PictureKind): string | null {
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase();
  if (extension === undefined || extensions[extension] === kind) return null;
  return `"${name}" is really a ${kindNames[kind]} picture, whatever its name says; it was opened as what it is.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
