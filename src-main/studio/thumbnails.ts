/** Small versions of pictures, made once and kept in the cache. Safe to delete at any time. */
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Widths that are really made; what is asked for is rounded up, so that one picture has few thumbnails. */
const WIDTHS = [160, 320, 640, 1280];

const making = new Map<string, Promise<string>>();

/** Path of a WebP of about `width` pixels; the original when that is small enough or the cache cannot be written. */
export async function thumbnailFile(cache: string, original: string, sha256: string, width: number): Promise<string> {
  const rounded = WIDTHS.find((each) => each >= width);
  if (rounded === undefined) return original;
  const file = join(cache, sha256.slice(0, 2), `${sha256}-${rounded}.webp`);
  if (await exists(file)) return file;
  const busy = making.get(file) ?? make(file, original, rounded);
  making.set(file, busy);
  try {
    return await busy;
  } finally {
    making.delete(file);
  }
}

async function make(file: string, original: string, width: number): Promise<string> {
  try {
    const { thumbnail } = await import('#media/pictures.ts');
    const bytes = await thumbnail(original, width);
    await mkdir(join(file, '..'), { recursive: true });
    const part = `${file}.${process.pid}.part`;
    await writeFile(part, bytes);
    await rename(part, file);
    return file;
  } catch {
    return original;
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
