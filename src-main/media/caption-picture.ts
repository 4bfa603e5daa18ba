/**
 * A caption drawn as a picture with transparency, so that it can be laid over
 * a film by any build of ffmpeg, with or without text rendering of its own.
 */
import sharp from 'sharp';
import { textPath } from './text.ts';

export interface CaptionPictureSize {
  /** Pixels of the film. */
  width: number;
  height: number;
}

/**
 * Draws the lines of one caption on a transparent picture of the film's size:
 * white Inter with a soft shadow and a fine dark edge, centred in the lower
 * safe area (higher in vertical films, where apps cover the bottom). See `canDrawCaption`.
 * @returns PNG bytes with alpha.
 */
export async function renderCaptionPicture(lines: readonly string[], size: CaptionPictureSize): Promise<Uint8Array> {
  return await sharp(Buffer.from(captionSvg(lines, size)))
    .png()
    .toBuffer();
}

/** The drawing behind `renderCaptionPicture`, as SVG. */
export function captionSvg(lines: readonly string[], { width, height }: CaptionPictureSize): string {
  const vertical = height > width;
  const size = Math.round(vertical ? width * 0.058 : Math.min(height * 0.0485, width * 0.044));
  const lineHeight = Math.round(size * 1.3);
  // Title-safe: 7 % from the bottom; apps put their buttons over the lowest fifth of a vertical film.
  const bottom = Math.round(height * (vertical ? 0.79 : 0.925));
  const most = width * (vertical ? 0.86 : 0.82);
  const drawn = lines.map((line, index) => {
    const baseline = bottom - (lines.length - 1 - index) * lineHeight;
    return outlined(line, size, most, width / 2, baseline);
  });
  const text = drawn.join('');
  const shadow = size * 0.16;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<defs>
<filter id="far" x="-10%" y="-30%" width="120%" height="160%" filterUnits="objectBoundingBox"><feGaussianBlur stdDeviation="${(size * 0.42).toFixed(2)}"/></filter>
<filter id="near" x="-10%" y="-30%" width="120%" height="160%" filterUnits="objectBoundingBox"><feGaussianBlur stdDeviation="${(size * 0.07).toFixed(2)}"/></filter>
</defs>
<g fill="#000" stroke="#000" stroke-linejoin="round">
<g filter="url(#far)" opacity="0.62" stroke-width="${(size * 0.5).toFixed(2)}">${text}</g>
<g filter="url(#near)" opacity="0.6" stroke-width="${(size * 0.1).toFixed(2)}" transform="translate(0 ${(shadow * 0.35).toFixed(2)})">${text}</g>
</g>
<g fill="#fff">${text}</g>
</svg>`;
}

/** One centred line; too long a line is drawn smaller rather than cut. */
function outlined(line: string, size: number, most: number, middle: number, baseline: number): string {
  const outline = textPath(line, { size, weight: 600, letterSpacing: 0.004 });
  const scale = Math.min(1, most / Math.max(outline.width, 1));
  const left = middle - (outline.width * scale) / 2;
  return `<path transform="translate(${left.toFixed(2)} ${baseline}) scale(${scale.toFixed(4)})" d="${outline.d}"/>`;
}

/**
 * Whether this text is in a script our own font has (Latin, Cyrillic, Greek).
 * Others would be drawn with whatever this computer has, which may be empty boxes: they are better left to the player.
 */
export function canDrawCaption(text: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Common}\p{Script=Inherited}]*$/u.test(text);
}
