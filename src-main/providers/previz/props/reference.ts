/**
 * A person's own picture of a product, made into something that can stand in a
 * scene: cut out where that can be done cleanly, otherwise shown as a print.
 */
import sharp from 'sharp';

export interface CutOut {
  /** PNG with alpha. */
  png: Buffer;
  /** Pixels; the long side is at most 900. */
  width: number;
  height: number;
  /** True: a free-standing thing. False: the whole picture as a print with rounded corners. */
  cut: boolean;
}

/** Enough for a close-up at full HD, small enough to be drawn in every frame. */
const longSide = 900;
/** Larger files are refused before they are unpacked, pixels. */
const limitInputPixels = 120_000_000;
/** How far a background pixel may be from the border's colour, sRGB distance out of 441. */
const tolerance = 34;

/**
 * Reads a picture, upright as its EXIF says, and frees the thing in it: an
 * alpha channel in use is kept; a plain background is removed from the border
 * inwards with a feathered edge; any other picture comes back whole.
 * Throws what sharp throws for unreadable files, and the signal's reason when aborted.
 */
export async function cutOutReference(file: string, signal?: AbortSignal): Promise<CutOut> {
  signal?.throwIfAborted();
  const { data, info } = await sharp(file, { limitInputPixels })
    .rotate()
    .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  signal?.throwIfAborted();
  const { width, height } = info;
  const count = width * height;

  let clear = 0;
  for (let i = 0; i < count; i++) if ((data[i * 4 + 3] ?? 255) < 16) clear += 1;
  // A few stray clear pixels are not a cut-out.
  if (clear > count * 0.01) return trimmed(data, width, height);

  const border = borderColor(data, width, height);
  if (border === null) return print(data, width, height);
  const outside = flood(data, width, height, border);
  signal?.throwIfAborted();
  const share = outside.reduce((sum, v) => sum + v, 0) / count;
  // Nearly nothing or nearly all removed: the background was not what it seemed.
  if (share < 0.04 || share > 0.97) return print(data, width, height);
  feather(data, outside, width, height, border);
  return trimmed(data, width, height);
}

type Color = readonly [number, number, number];

/** The border's one colour, or null when it has more than one. */
function borderColor(data: Buffer, width: number, height: number): Color | null {
  const samples: Color[] = [];
  const take = (x: number, y: number): void => {
    const i = (y * width + x) * 4;
    samples.push([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0]);
  };
  for (let x = 0; x < width; x++) {
    take(x, 0);
    take(x, height - 1);
  }
  for (let y = 0; y < height; y++) {
    take(0, y);
    take(width - 1, y);
  }
  const median = (channel: 0 | 1 | 2): number => samples.map((c) => c[channel]).toSorted((a, b) => a - b)[samples.length >> 1] ?? 0;
  const color: Color = [median(0), median(1), median(2)];
  const near = samples.filter((c) => distance(c[0], c[1], c[2], color) <= tolerance).length;
  // A product may touch one edge of its picture; more than that is a scene.
  return near >= samples.length * 0.82 ? color : null;
}

function distance(r: number, g: number, b: number, to: Color): number {
  return Math.hypot(r - to[0], g - to[1], b - to[2]);
}

/** 1 where the background reaches from the border. */
function flood(data: Buffer, width: number, height: number, color: Color): Uint8Array {
  const outside = new Uint8Array(width * height);
  const stack: number[] = [];
  const visit = (index: number): void => {
    if (outside[index] === 1) return;
    const i = index * 4;
    if (distance(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, color) > tolerance) return;
    outside[index] = 1;
    stack.push(index);
  };
  for (let x = 0; x < width; x++) {
    visit(x);
    visit((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    visit(y * width);
    visit(y * width + width - 1);
  }
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    const x = index % width;
    if (x > 0) visit(index - 1);
    if (x < width - 1) visit(index + 1);
    if (index >= width) visit(index - width);
    if (index < width * (height - 1)) visit(index + width);
  }
  return outside;
}

/** Clears the background; at the edge alpha is the share of inside pixels around, and the background's tint is taken out. */
function feather(data: Buffer, outside: Uint8Array, width: number, height: number, color: Color): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      const i = index * 4;
      if (outside[index] === 1) {
        data[i + 3] = 0;
        continue;
      }
      let inside = 0;
      let all = 0;
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [px, py] = [x + dx, y + dy];
          if (px < 0 || py < 0 || px >= width || py >= height) continue;
          const weight = dx === 0 && dy === 0 ? 2 : 1;
          all += weight;
          if (outside[py * width + px] === 0) inside += weight;
        }
      }
      if (inside === all) continue;
      const alpha = Math.max(0.12, inside / all);
      data[i + 3] = Math.round(alpha * (data[i + 3] ?? 255));
      for (let c = 0; c < 3; c++) {
        const mixed = data[i + c] ?? 0;
        const own = (mixed - (color[c] ?? 0) * (1 - alpha)) / alpha;
        data[i + c] = Math.round(Math.min(255, Math.max(0, own)));
      }
    }
  }
}

/** Cuts away empty margins, so that the thing's own size is the picture's. */
async function trimmed(data: Buffer, width: number, height: number): Promise<CutOut> {
  let [x0, y0, x1, y1] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 4 + 3] ?? 0) < 16) continue;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = Math.max(y1, y);
    }
  }
  if (x1 < 0) return print(data.map((v, i) => (i % 4 === 3 ? 255 : v)) as Buffer, width, height);
  // One clear pixel all round keeps the edge soft when it is scaled.
  x0 = Math.max(0, x0 - 1);
  y0 = Math.max(0, y0 - 1);
  x1 = Math.min(width - 1, x1 + 1);
  y1 = Math.min(height - 1, y1 + 1);
  const box = { left: x0, top: y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .extract(box)
    .png({ compressionLevel: 7 })
    .toBuffer();
  return { png, width: box.width, height: box.height, cut: true };
}

/** The whole picture as a print: a white border, rounded corners. */
async function print(data: Buffer, width: number, height: number): Promise<CutOut> {
  const border = Math.max(2, Math.round(Math.max(width, height) * 0.022));
  const inner = Math.min(1, (longSide - 2 * border) / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * inner)), Math.max(1, Math.round(height * inner))];
  const [fullWidth, fullHeight] = [w + 2 * border, h + 2 * border];
  const radius = Math.round(Math.min(fullWidth, fullHeight) * 0.03);
  const rounded = (rw: number, rh: number, r: number, fill: string): Buffer =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${rw}" height="${rh}"><rect width="${rw}" height="${rh}" rx="${r}" fill="${fill}"/></svg>`,
    );
  const picture = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(w, h, { fit: 'fill' })
    .composite([{ input: rounded(w, h, Math.max(1, radius - border / 2), '#fff'), blend: 'dest-in' }])
    .png()
    .toBuffer();
  const png = await sharp(rounded(fullWidth, fullHeight, radius, '#f6f3ee'))
    .composite([{ input: picture, left: border, top: border }])
    .png({ compressionLevel: 7 })
    .toBuffer();
  return { png, width: fullWidth, height: fullHeight, cut: false };
}
