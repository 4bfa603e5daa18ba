/**
 * The note a previz picture carries about how it was staged, so that what
 * continues it later can keep its composition, whatever happened in between.
 */
import sharp from 'sharp';
import { z } from 'zod';

/** What stands before the note in the picture's description. */
export const NOTE = 'heroframe-previz:';

const noteSchema = z.object({ scene: z.number(), variation: z.number().int().positive(), seed: z.number() });
/** Scene (a number that stands for it), variation and seed of a picture. */
export type Note = z.infer<typeof noteSchema>;

/** The note of a picture file; null for pictures of other makers and files that cannot be read. */
export async function readNote(file: string): Promise<Note | null> {
  try {
    const { exif } = await sharp(file).metadata();
    const text = exif?.toString('latin1') ?? '';
    const found = new RegExp(`${NOTE}(\\{[^}]*\\})`).exec(text);
    return found?.[1] ? (noteSchema.safeParse(JSON.parse(found[1])).data ?? null) : null;
  } catch {
    // A picture without a readable note is simply not continued.
    return null;
  }
}
