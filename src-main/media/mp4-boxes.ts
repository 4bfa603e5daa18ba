/** Reads the outermost boxes of an MP4 or MOV file: enough to know whether it can start to play before it is loaded. */
import { open } from 'node:fs/promises';

export interface Mp4Box {
  type: string;
  /** Bytes from the start of the file. */
  offset: number;
  /** Bytes with the header. */
  size: number;
}

/** A whole film has a handful of boxes on this level; a file that claims thousands is not one. */
const BOX_LIMIT = 10_000;

/** The outermost boxes in file order; stops quietly at the first that makes no sense. */
export async function readMp4Boxes(file: string): Promise<Mp4Box[]> {
  const handle = await open(file, 'r');
  try {
    const { size: fileSize } = await handle.stat();
    const boxes: Mp4Box[] = [];
    const header = Buffer.alloc(16);
    let offset = 0;
    while (offset + 8 <= fileSize && boxes.length < BOX_LIMIT) {
      const { bytesRead } = await handle.read(header, 0, 16, offset);
      const box = parseBoxHeader(header.subarray(0, bytesRead), offset, fileSize);
      if (box === null) break;
      boxes.push(box);
      offset += box.size;
    }
    return boxes;
  } finally {
    await handle.close();
  }
}

/**
 * One box header. A size of 0 reaches to the end of the file, a size of 1 is
 * followed by 64 bits. Null when it cannot be a box.
 */
export function parseBoxHeader(bytes: Uint8Array, offset: number, fileSize: number): Mp4Box | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = String.fromCharCode(...bytes.subarray(4, 8));
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) return null;
  const short = view.getUint32(0);
  let size = short;
  if (short === 0) size = fileSize - offset;
  else if (short === 1) {
    if (bytes.length < 16) return null;
    size = Number(view.getBigUint64(8));
  }
  const smallest = short === 1 ? 16 : 8;
  return size < smallest || offset + size > fileSize ? null : { type, offset, size };
}

/** True when the index (`moov`) lies before the pictures (`mdat`), false when behind, null when this is no MP4. */
export function isFastStart(boxes: readonly Mp4Box[]): boolean | null {
  const index = boxes.findIndex((box) => box.type === 'moov');
  const media = boxes.findIndex((box) => box.type === 'mdat');
  return index < 0 || media < 0 ? null : index < media;
}
