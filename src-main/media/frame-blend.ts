/**
 * Mixing of video frames in planar YCbCr 4:2:0 (one full plane, two of half
 * size), as they travel from decoder to encoder. Pure; frames are changed in place.
 */

/** Bytes of one frame. Width and height must be even. */
export function frameBytes(width: number, height: number): number {
  return (width * height * 3) / 2;
}

/**
 * Dissolves: turns `incoming` into a mix with `outgoing`.
 * @param share of the incoming frame, 0–1.
 */
export function dissolve(incoming: Uint8Array, outgoing: Uint8Array, share: number): void {
  // Fixed point, 8 bit fraction: the error is below half a step.
  const weight = Math.round(Math.max(0, Math.min(1, share)) * 256);
  const other = 256 - weight;
  for (let index = 0; index < incoming.length; index += 1) {
    incoming[index] = ((incoming[index] ?? 0) * weight + (outgoing[index] ?? 0) * other + 128) >> 8;
  }
}

/** A picture with transparency, ready to be laid over frames: only the part that shows, on even coordinates. */
export interface Overlay {
  x: number;
  y: number;
  width: number;
  height: number;
  luma: Uint8Array;
  /** Opacity, 0–255, one per luma sample. */
  alpha: Uint8Array;
  cb: Uint8Array;
  cr: Uint8Array;
  /** Opacity, 0–255, one per chroma sample. */
  chromaAlpha: Uint8Array;
}

/**
 * Turns straight RGBA (8 bit) of a whole frame into an overlay in BT.709 video
 * range; null when nothing shows.
 */
export function overlayFromRgba(rgba: Uint8Array, width: number, height: number): Overlay | null {
  const box = visibleBox(rgba, width, height);
  if (box === null) return null;
  const { x, y } = box;
  const luma = new Uint8Array(box.width * box.height);
  const alpha = new Uint8Array(box.width * box.height);
  const chromaWidth = box.width / 2;
  const chromaSize = chromaWidth * (box.height / 2);
  const cb = new Uint8Array(chromaSize);
  const cr = new Uint8Array(chromaSize);
  const chromaAlpha = new Uint8Array(chromaSize);
  const cbSum = new Float64Array(chromaSize);
  const crSum = new Float64Array(chromaSize);
  const opacity = new Float64Array(chromaSize);
  for (let row = 0; row < box.height; row += 1) {
    for (let column = 0; column < box.width; column += 1) {
      const from = ((y + row) * width + x + column) * 4;
      const [r, g, b, a] = [rgba[from] ?? 0, rgba[from + 1] ?? 0, rgba[from + 2] ?? 0, rgba[from + 3] ?? 0];
      const at = row * box.width + column;
      const bright = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      luma[at] = Math.round(16 + (bright * 219) / 255);
      alpha[at] = a;
      const chroma = (row >> 1) * chromaWidth + (column >> 1);
      // Colour counts by how much of it shows: see-through pixels must not tint their neighbours.
      cbSum[chroma] = (cbSum[chroma] ?? 0) + a * (128 + ((b - bright) / 1.8556) * (224 / 255));
      crSum[chroma] = (crSum[chroma] ?? 0) + a * (128 + ((r - bright) / 1.5748) * (224 / 255));
      opacity[chroma] = (opacity[chroma] ?? 0) + a;
    }
  }
  for (let at = 0; at < chromaSize; at += 1) {
    const weight = opacity[at] ?? 0;
    cb[at] = weight === 0 ? 128 : Math.round((cbSum[at] ?? 0) / weight);
    cr[at] = weight === 0 ? 128 : Math.round((crSum[at] ?? 0) / weight);
    chromaAlpha[at] = Math.round(weight / 4);
  }
  return { ...box, luma, alpha, cb, cr, chromaAlpha };
}

/** The smallest box on even coordinates that holds every pixel that is not transparent. */
function visibleBox(rgba: Uint8Array, width: number, height: number): { x: number; y: number; width: number; height: number } | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if ((rgba[(row * width + column) * 4 + 3] ?? 0) === 0) continue;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = row;
    }
  }
  if (right < 0) return null;
  const x = left & ~1;
  const y = top & ~1;
  return { x, y, width: (right - x + 2) & ~1, height: (bottom - y + 2) & ~1 };
}

/** Lays an overlay over a frame of this size. @param strength 0–1, for fading in and out. */
export function drawOverlay(frame: Uint8Array, width: number, height: number, overlay: Overlay, strength: number): void {
  const level = Math.round(Math.max(0, Math.min(1, strength)) * 256);
  const { x, y } = overlay;
  mixPlane(frame, 0, width, x, y, overlay.luma, overlay.alpha, overlay.width, overlay.height, level);
  const chroma = (plane: number, colours: Uint8Array) => {
    const start = width * height + plane * ((width * height) / 4);
    mixPlane(frame, start, width / 2, x / 2, y / 2, colours, overlay.chromaAlpha, overlay.width / 2, overlay.height / 2, level);
  };
  chroma(0, overlay.cb);
  chroma(1, overlay.cr);
}

function mixPlane(
  frame: Uint8Array,
  start: number,
  stride: number,
  x: number,
  y: number,
  values: Uint8Array,
  alpha: Uint8Array,
  width: number,
  height: number,
  level: number,
): void {
  for (let row = 0; row < height; row += 1) {
    const to = start + (y + row) * stride + x;
    const from = row * width;
    for (let column = 0; column < width; column += 1) {
      const weight = (alpha[from + column] ?? 0) * level;
      if (weight === 0) continue;
      const below = frame[to + column] ?? 0;
      frame[to + column] = below + Math.round((((values[from + column] ?? 0) - below) * weight) / 65_280);
    }
  }
}
