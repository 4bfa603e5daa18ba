/** A dark sheet of pictures in labelled rows, to look at many frames at once. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { writeWhole } from './part-file.ts';
import { textPath } from './text.ts';

export interface ContactSheetRow {
  /** Shown above the row; a second part after " · " is shown quieter. */
  label: string;
  /** Absolute paths of the pictures, left to right. */
  pictures: string[];
}

export interface ContactSheetOptions {
  /** Pixels across. */
  width: number;
  /** Shown at the top; left out, there is no heading. */
  title?: string;
  signal?: AbortSignal | undefined;
}

/** True neutral greys: people judge colour on this sheet. */
const colours = { ground: '#161616', empty: '#202020', line: '#2e2e2e', title: '#ececec', label: '#c9c9c9', quiet: '#858585' };

interface Cell {
  file: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Label {
  text: string;
  x: number;
  baseline: number;
  size: number;
  strong: boolean;
}

interface SheetLayout {
  width: number;
  height: number;
  cells: Cell[];
  labels: Label[];
  rules: { y: number }[];
}

/**
 * Draws the sheet and writes it as PNG. Pictures keep their shape; rows with
 * fewer pictures stay aligned to the left. A picture that cannot be read leaves an empty place.
 * @throws StudioFailure `disk-full`; the signal's reason.
 */
export async function contactSheet(
  rows: readonly ContactSheetRow[],
  out: string,
  options: ContactSheetOptions,
): Promise<{ width: number; height: number }> {
  const shapes = new Map<string, number>();
  for (const file of rows.flatMap((row) => row.pictures)) {
    options.signal?.throwIfAborted();
    if (!shapes.has(file)) shapes.set(file, await shapeOf(file));
  }
  const layout = layOutSheet(rows, (file) => shapes.get(file) ?? 16 / 9, options);
  const layers: OverlayOptions[] = [];
  for (const cell of layout.cells) {
    options.signal?.throwIfAborted();
    layers.push({ input: await cellPicture(cell), left: cell.x, top: cell.y });
  }
  const { width, height } = layout;
  await mkdir(dirname(out), { recursive: true });
  await writeWhole(out, 'writing the contact sheet', async (part) => {
    await sharp(Buffer.from(groundSvg(layout)))
      .composite(layers)
      .flatten({ background: colours.ground })
      .png({ compressionLevel: 8 })
      .toFile(part);
  });
  return { width, height };
}

/** Places everything. Pure. @param shapeOf width divided by height of a picture. */
function layOutSheet(
  rows: readonly ContactSheetRow[],
  shapeOf: (file: string) => number,
  { width, title }: { width: number; title?: string },
): SheetLayout {
  const unit = width / 1600;
  const px = (value: number) => Math.round(value * unit);
  const [margin, gap] = [px(40), px(10)];
  const columns = Math.max(1, ...rows.map((row) => row.pictures.length));
  const cellWidth = Math.floor((width - 2 * margin - (columns - 1) * gap) / columns);
  const layout: SheetLayout = { width, height: 0, cells: [], labels: [], rules: [] };
  let y = margin;
  if (title !== undefined) {
    layout.labels.push({ text: title, x: margin, baseline: y + px(26), size: px(28), strong: true });
    y += px(60);
  }
  for (const row of rows) {
    layout.rules.push({ y });
    layout.labels.push({ text: row.label, x: margin, baseline: y + px(28), size: px(16), strong: false });
    y += px(44);
    // One height per row, the tallest picture's, kept to a sensible share of the sheet.
    const heights = row.pictures.map((file) => cellWidth / shapeOf(file));
    const rowHeight = Math.round(Math.min(Math.max(px(60), ...heights), width * 0.6));
    row.pictures.forEach((file, index) => {
      layout.cells.push({ file, x: margin + index * (cellWidth + gap), y, width: cellWidth, height: rowHeight });
    });
    y += rowHeight + px(28);
  }
  layout.height = y - px(28) + margin;
  return layout;
}

function groundSvg({ width, height, labels, rules }: SheetLayout): string {
  const margin = Math.round(width / 40);
  const lines = rules.map(({ y }) => `<rect x="${margin}" y="${y}" width="${width - 2 * margin}" height="1" fill="${colours.line}"/>`);
  const words = labels.map((label) => labelSvg(label, width - 2 * margin));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colours.ground}"/>${lines.join('')}${words.join('')}</svg>`;
}

function labelSvg(label: Label, room: number): string {
  const [first = '', ...others] = label.text.split(' · ');
  const head = textPath(first, { size: label.size, weight: 600 });
  const rest = others.length === 0 ? null : textPath(others.join(' · '), { size: label.size, weight: 400 });
  const gap = label.size * 0.7;
  const total = head.width + (rest === null ? 0 : gap + rest.width);
  const scale = Math.min(1, room / Math.max(1, total));
  const tail = rest === null ? '' : `<path transform="translate(${head.width + gap} 0)" d="${rest.d}" fill="${colours.quiet}"/>`;
  const colour = label.strong ? colours.title : colours.label;
  return `<g transform="translate(${label.x} ${label.baseline}) scale(${scale.toFixed(4)})"><path d="${head.d}" fill="${colour}"/>${tail}</g>`;
}

async function shapeOf(file: string): Promise<number> {
  try {
    const { width, height, orientation = 1 } = await sharp(file).metadata();
    return orientation >= 5 ? height / width : width / height;
  } catch {
    return 16 / 9;
  }
}

async function cellPicture({ file, width, height }: Cell): Promise<Buffer> {
  const radius = Math.max(2, Math.round(width / 120));
  try {
    const fitted = await sharp(file, { failOn: 'none' })
      .rotate()
      .resize({ width, height, fit: 'inside', kernel: 'lanczos3' })
      .toColourspace('srgb')
      .removeAlpha()
      .png()
      .toBuffer({ resolveWithObject: true });
    const { width: w, height: h } = fitted.info;
    const mask = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect width="${w}" height="${h}" rx="${radius}"/></svg>`;
    return await sharp(fitted.data)
      .ensureAlpha()
      .composite([{ input: Buffer.from(mask), blend: 'dest-in' }])
      .png()
      .toBuffer();
  } catch {
    // A missing picture leaves its place empty, with a stroke through it, rather than losing the whole sheet.
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="${width}" height="${height}" rx="${radius}" fill="${colours.empty}"/><path d="M0 ${height}L${width} 0" stroke="${colours.line}" stroke-width="2"/></svg>`;
    return await sharp(Buffer.from(svg)).png().toBuffer();
  }
}
