/** Files that a person drops, pastes or chooses, made ready for an operation. */
import { studioError, type Result } from '#contract/errors.ts';

export interface Upload {
  name: string;
  base64: string;
}

/** Bytes. base64 of more than this would not fit the contract's limit. */
export const UPLOAD_MAX_BYTES = 59_000_000;

/** Reads a file whole. Whether it is a picture is for the core to say; only what cannot travel is refused here. */
export async function readUpload(file: File): Promise<Result<Upload>> {
  const name = file.name === '' ? 'Pasted picture.png' : file.name;
  if (file.size > UPLOAD_MAX_BYTES) {
    return {
      ok: false,
      error: studioError(
        'bad-reference',
        `“${name}” is larger than 59 MB and was not added.`,
        'Save it smaller, for example as a JPEG, and add it again.',
      ),
    };
  }
  if (file.size === 0) {
    return { ok: false, error: studioError('bad-reference', `“${name}” is empty and was not added.`, 'Choose another file.') };
  }
  try {
    return { ok: true, value: { name, base64: await toBase64(file) } };
  } catch (error) {
    return {
      ok: false,
      error: studioError(
        'bad-reference',
        `“${name}” could not be read and was not added.`,
        'Check that the file is still there and that you may open it.',
        {
          detail: error instanceof Error ? error.message : String(error),
        },
      ),
    };
  }
}

function toBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result.replace(/^[^,]*,/, '') : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file could not be read.')));
    reader.readAsDataURL(file);
  });
}
