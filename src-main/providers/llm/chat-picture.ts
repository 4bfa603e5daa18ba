/** Pictures as language models take them: inside the question, and no larger than they look at anyway. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { MediaInput } from '../adapter.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';

/** Longer side in pixels; vision models shrink anything larger before they look. */
const LONGEST = { low: 512, high: 1536 } as const;
/** Formats that every vision model reads. */
const READ_BY_ALL = new Set(['image/png', 'image/jpeg', 'image/webp']);
const MAX_BYTES = 3_500_000;

export interface ChatPicture {
  mime: string;
  base64: string;
}

/**
 * A picture ready to be put into a question.
 *
 * @throws ProviderFailure `invalid_input` when the file cannot be read as a picture; nothing was sent then
 */
export async function chatPicture(input: MediaInput, detail: 'low' | 'high'): Promise<ChatPicture> {
  try {
    const { width, height } = await sharp(input.path).metadata();
    const bytes = await readFile(input.path);
    if (Math.max(width, height) <= LONGEST[detail] && READ_BY_ALL.has(input.mime) && bytes.length <= MAX_BYTES)
      return { mime: input.mime, base64: bytes.toString('base64') };
    const smaller = await sharp(bytes)
      .rotate()
      .resize(LONGEST[detail], LONGEST[detail], { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 88 })
      .toBuffer();
    return { mime: 'image/jpeg', base64: smaller.toString('base64') };
  } catch (cause) {
    throw new ProviderFailure(
      providerError('invalid_input', 'A picture that belongs to the question could not be read, so nothing was sent.'),
      { cause },
    );
  }
}
