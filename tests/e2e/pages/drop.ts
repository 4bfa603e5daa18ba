/** Dropping a file from the desktop, as the page receives it. */
import type { Locator } from 'playwright-core';

export interface DroppedFile {
  name: string;
  mime: string;
  bytes: Buffer;
}

/** Drags a file over something and lets go: the three events of a real drop, with a real `DataTransfer`. */
export async function dropFile(target: Locator, file: DroppedFile): Promise<void> {
  const transfer = await target.page().evaluateHandle(
    ({ name, mime, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.codePointAt(0) ?? 0);
      const data = new DataTransfer();
      data.items.add(new File([bytes], name, { type: mime }));
      return data;
    },
    { name: file.name, mime: file.mime, base64: file.bytes.toString('base64') },
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await target.dispatchEvent(type, { dataTransfer: transfer });
  await transfer.dispose();
}
