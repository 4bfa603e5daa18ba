/** Files appear whole or not at all: everything is written beside its place first. */
import { open, rename, rm } from 'node:fs/promises';
import { StudioFailure } from '#contract/errors.ts';
import { diskFull } from './ffmpeg-failure.ts';

/**
 * Lets `write` fill `<file>.part`, then puts it in place of `file`. When
 * anything goes wrong the partial file is removed and `file` stays as it was.
 * @throws StudioFailure `disk-full`, or whatever `write` throws.
 */
export async function writeWhole(file: string, doing: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${file}.part`;
  try {
    await write(part);
    // The bytes must be on the disk before the name is: a power cut must not leave an empty film.
    const handle = await open(part, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (isNoSpace(error)) throw new StudioFailure(diskFull(doing, String(error)), { cause: error });
    throw error;
  }
}

function isNoSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
