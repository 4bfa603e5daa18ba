/** Pictures on their way into a request: fitted into what a model takes, and put into the body when it is sent. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { StudioFailure } from '#contract/errors.ts';
import { diskFull, saysDiskFull } from '#media/ffmpeg-failure.ts';
import type { MediaInput } from '../adapter.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { FileSlot } from './schema.ts';

export type FileLimits = Pick<FileSlot, 'maxBytes' | 'minPx' | 'mime'>;

/** Fitted pictures can be made again at any time; older ones only take up room. Milliseconds. */
const KEPT = 7 * 24 * 3600 * 1000;
const LONGEST_SIDE = 8192;

function unreadable(label: string, cause: unknown): ProviderFailure {
  const message = `The picture for the ${label} could not be read, so nothing was sent. It may be damaged or missing from the project.`;
  return new ProviderFailure(providerError('invalid_input', message, { fields: [{ path: label, message }] }), { cause });
}

/**
 * A picture that a slot takes: itself when it fits, else a copy in JPEG or PNG, enlarged to the smallest side and
 * shrunk in steps until it is light enough. The copy's name follows from the picture and the limits, so that it is
 * found again after a restart.
 *
 * @param folder where copies are put; made when missing
 * @param label names the picture in errors, e.g. "start frame"
 * @throws ProviderFailure `invalid_input` when it is unreadable or cannot be made light enough; StudioFailure when the disk is full
 */
export async function fitPicture(
  input: MediaInput,
  limits: FileLimits,
  folder: string,
  label: string,
  signal: AbortSignal,
): Promise<MediaInput> {
  signal.throwIfAborted();
  let bytes: number;
  let width: number;
  let height: number;
  let alpha: boolean;
  let turned: boolean;
  let actual: string;
  try {
    bytes = (await stat(input.path)).size;
    const facts = await sharp(input.path).metadata();
    ({ width, height } = facts.autoOrient);
    alpha = facts.hasAlpha;
    turned = (facts.orientation ?? 1) > 1;
    // Photos from the web are often named for another type than they have; providers look inside.
    actual = `image/${facts.format}`;
  } catch (error) {
    throw unreadable(label, error);
  }
  const typeFits = limits.mime.includes(actual);
  const lightEnough = limits.maxBytes === undefined || bytes <= limits.maxBytes;
  const shorter = Math.min(width, height);
  const largeEnough = limits.minPx === undefined || shorter >= limits.minPx;
  if (typeFits && lightEnough && largeEnough && !turned) return actual === input.mime ? input : { ...input, mime: actual };

  const mime = targetType(limits.mime, alpha);
  if (mime === null) {
    const message = `This model takes no kind of picture that can be made here (${limits.mime.join(', ')}).`;
    throw new ProviderFailure(providerError('invalid_input', message, { fields: [{ path: label, message }] }));
  }
  const key = createHash('sha256')
    .update(JSON.stringify([input.sha256, limits.maxBytes ?? null, limits.minPx ?? null, mime]))
    .digest('hex')
    .slice(0, 32);
  const file = path.join(folder, `${key}.${mime === 'image/png' ? 'png' : mime === 'image/webp' ? 'webp' : 'jpg'}`);
  const made = await readFile(file).catch(() => null);
  if (made !== null) return { sha256: createHash('sha256').update(made).digest('hex'), mime, path: file };

  const grow = largeEnough ? 1 : (limits.minPx ?? shorter) / shorter;
  const encoded = await encode(input, { mime, scale: grow, width, height, limits, label, signal });
  await keep(encoded, file);
  return { sha256: createHash('sha256').update(encoded).digest('hex'), mime, path: file };
}

/** JPEG unless transparency would be lost or the model refuses it. */
function targetType(allowed: readonly string[], alpha: boolean): PictureType | null {
  const preferred = alpha ? (['image/png', 'image/webp', 'image/jpeg'] as const) : (['image/jpeg', 'image/png', 'image/webp'] as const);
  return preferred.find((mime) => allowed.includes(mime)) ?? null;
}

type PictureType = 'image/jpeg' | 'image/png' | 'image/webp';

async function encodeOnce(file: string, mime: PictureType, size: { width: number; height: number }, quality: number): Promise<Buffer> {
  const picture = sharp(file).autoOrient().resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos3' });
  switch (mime) {
    case 'image/jpeg':
      return picture.flatten({ background: '#ffffff' }).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'image/png':
      return picture.png({ compressionLevel: 9 }).toBuffer();
    case 'image/webp':
      return picture.webp({ quality }).toBuffer();
  }
}

/** Gives up quality that nobody sees first, then size, and visible quality only at the smallest size. */
async function encode(
  input: MediaInput,
  options: { mime: PictureType; scale: number; width: number; height: number; limits: FileLimits; label: string; signal: AbortSignal },
): Promise<Buffer> {
  const { mime, limits, label } = options;
  const { maxBytes = Infinity, minPx = 64 } = limits;
  const smallest = Math.min(options.scale, minPx / Math.min(options.width, options.height));
  let scale = Math.min(options.scale, LONGEST_SIDE / Math.max(options.width, options.height));
  const unseen = mime === 'image/png' ? [100] : [93, 87, 80];
  const seen = mime === 'image/png' ? [] : [70, 58, 45, 32];
  let quality = unseen.shift() ?? 80;
  for (;;) {
    options.signal.throwIfAborted();
    const size = { width: Math.max(1, Math.ceil(options.width * scale)), height: Math.max(1, Math.ceil(options.height * scale)) };
    let bytes: Buffer;
    try {
      bytes = await encodeOnce(input.path, mime, size, quality);
    } catch (error) {
      throw unreadable(label, error);
    }
    if (bytes.length <= maxBytes) return bytes;
    const next = unseen.shift() ?? (scale <= smallest ? seen.shift() : quality);
    if (next === undefined || (next === quality && scale <= smallest)) break;
    if (next === quality) scale = Math.max(smallest, scale * Math.max(0.5, Math.min(0.88, Math.sqrt(maxBytes / bytes.length))));
    quality = next;
  }
  const message = `The picture for the ${label} could not be made small enough for this model (at most ${Math.floor(maxBytes / 1000)} kB).`;
  throw new ProviderFailure(providerError('invalid_input', message, { fields: [{ path: label, message }] }));
}

/** Whole or not at all. */
async function keep(bytes: Buffer, file: string): Promise<void> {
  const part = `${file}.${randomUUID().slice(0, 8)}.part`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await forgetOld(path.dirname(file));
    await writeFile(part, bytes);
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    if (error instanceof Error && saysDiskFull(error.message)) {
      throw new StudioFailure(diskFull('making a picture ready to be sent', error.message), { cause: error });
    }
    throw error;
  }
}

async function forgetOld(folder: string): Promise<void> {
  const now = Date.now();
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const facts = await stat(file).catch(() => null);
    if (facts !== null && now - facts.mtimeMs > KEPT) await rm(file, { force: true });
  }
}

interface FilePlaceholder {
  $file: string;
  as: FileSlot['encoding'];
}

const isPlaceholder = (value: object): value is FilePlaceholder =>
  '$file' in value && typeof value.$file === 'string' && 'as' in value && typeof value.as === 'string';
const isMimePlaceholder = (value: object): value is { $mime: string } =>
  '$mime' in value && typeof value.$mime === 'string' && Object.keys(value).length === 1;

/** A copy of `body` in which every placeholder for which there is a replacement has become it. */
export async function replaceFiles(
  body: unknown,
  replace: { file?: (sha256: string, as: FileSlot['encoding']) => Promise<unknown>; mime?: (sha256: string) => Promise<string> },
): Promise<unknown> {
  if (Array.isArray(body)) return Promise.all(body.map((item: unknown) => replaceFiles(item, replace)));
  if (typeof body !== 'object' || body === null) return body;
  if (isPlaceholder(body)) return replace.file === undefined ? body : replace.file(body.$file, body.as);
  if (isMimePlaceholder(body)) return replace.mime === undefined ? body : replace.mime(body.$mime);
  const entries = await Promise.all(Object.entries(body).map(async ([key, value]) => [key, await replaceFiles(value, replace)] as const));
  return Object.fromEntries(entries);
}

/**
 * The body as it goes over the wire: placeholders of pictures that travel inside it become data URIs or base64.
 * Done when it is sent and not before, so that stored requests stay small.
 *
 * @param fileOf the fitted picture of a placeholder
 */
export async function inlineFiles(
  body: Record<string, unknown>,
  fileOf: (sha256: string, as: FileSlot['encoding']) => Promise<MediaInput>,
): Promise<Record<string, unknown>> {
  const inlined = await replaceFiles(body, {
    async file(sha256, as) {
      const file = await fileOf(sha256, as);
      const content = await readFile(file.path).catch((error: unknown) => {
        throw unreadable('request', error);
      });
      const base64 = content.toString('base64');
      return as === 'base64' ? base64 : `data:${file.mime};base64,${base64}`;
    },
  });
  return inlined as Record<string, unknown>;
}
