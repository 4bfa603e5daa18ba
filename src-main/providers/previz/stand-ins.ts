/** The person's own pictures of the product or the character, cut out and put into the scene's light. */
import sharp from 'sharp';
import type { PropKind } from '#domain/picture.ts';
import type { PictureRequest } from '../adapter.ts';
import { scriptOf } from './compose.ts';
import type { Frame, StandIns } from './frame.ts';
import { linearOf, lit } from './colour.ts';
import type { Drawing } from './drawing.ts';
import { cutOutReference } from './props/reference.ts';

/** Height of a thing of each kind in life, millimetres, for pictures that carry no scale. */
const heights: Record<PropKind, number> = {
  mug: 95,
  bottle: 260,
  perfume: 115,
  jar: 75,
  can: 125,
  phone: 150,
  laptop: 230,
  watch: 110,
  shoe: 120,
  bag: 330,
  box: 200,
  car: 1480,
  bicycle: 1020,
  plate: 60,
  plant: 450,
  pet: 520,
  book: 220,
  headphones: 190,
  lamp: 420,
  chocolate: 60,
  covered: 260,
};
const LONGEST_TABLE_THING = 420;

async function standIn(
  file: string,
  height: number,
  frame: Frame,
  signal: AbortSignal,
  longest: number,
): Promise<{ standing: Drawing; held: Drawing }> {
  const cut = await cutOutReference(file);
  signal.throwIfAborted();
  const script = scriptOf(frame);
  const { rig } = script;
  // A photograph brings its own light; pull it towards the scene's key without losing its colours.
  const key = linearOf(lit('#ffffff', rig.key, 1));
  const strength = frame.spec.light.time === 'night' || frame.spec.light.key === 'low' ? 0.84 : 0.98;
  const gain = key.map((channel) => (0.55 + 0.45 * channel ** (1 / 2.2)) * strength);
  const png = await sharp(cut.png)
    .ensureAlpha()
    .linear([gain[0] ?? 1, gain[1] ?? 1, gain[2] ?? 1, 1], [0, 0, 0, 0])
    .png()
    .toBuffer();
  let tall = height;
  let wide = (cut.width / cut.height) * tall;
  if (wide > longest) {
    tall *= longest / wide;
    wide = longest;
  }
  const away = rig.x >= 0 ? 1 : -1;
  const data = `data:image/png;base64,${png.toString('base64')}`;
  const x = -wide / 2;
  const image = `<image href="${data}" x="${x}" y="${-tall}" width="${wide}" height="${tall}" preserveAspectRatio="none"/>`;
  // The scene's light falls across it: bright towards the key, and the dark of the surface creeps up from below.
  const side = `x1="${away > 0 ? 0 : 1}" x2="${away > 0 ? 1 : 0}"`;
  const defs =
    `<linearGradient id="stand-light" ${side} y1="0" y2="0.25"><stop offset="0" stop-color="${rig.key}" stop-opacity="0.16"/><stop offset="0.45" stop-color="${rig.key}" stop-opacity="0"/><stop offset="1" stop-color="#120d18" stop-opacity="0.36"/></linearGradient>` +
    `<linearGradient id="stand-foot" x1="0" x2="0" y1="0" y2="1"><stop offset="0.72" stop-color="#120d14" stop-opacity="0"/><stop offset="1" stop-color="#120d14" stop-opacity="0.3"/></linearGradient>` +
    `<mask id="stand-mask" maskUnits="userSpaceOnUse" x="${x}" y="${-tall}" width="${wide}" height="${tall}" style="mask-type:alpha">${image}</mask>`;
  const shade = (paint: string) =>
    `<rect x="${x}" y="${-tall}" width="${wide}" height="${tall}" fill="url(#${paint})" mask="url(#stand-mask)"/>`;
  const held: Drawing = { defs, body: image + shade('stand-light'), bounds: { x, y: -tall, width: wide, height: tall } };
  // One soft contact shadow: darkest where the thing touches, longer on the side away from the light.
  const ry = Math.max(4, wide * 0.075);
  const rx = wide * 0.56;
  const shift = away * wide * 0.12;
  return {
    held,
    standing: {
      defs:
        defs +
        `<radialGradient id="stand-shadow"><stop offset="0" stop-color="#120d14" stop-opacity="0.72"/><stop offset="0.5" stop-color="#120d14" stop-opacity="0.36"/><stop offset="1" stop-color="#120d14" stop-opacity="0"/></radialGradient>`,
      body:
        `<ellipse cx="${shift}" cy="${-ry * 0.25}" rx="${rx}" ry="${ry}" fill="url(#stand-shadow)"/>` +
        image +
        shade('stand-light') +
        shade('stand-foot'),
      bounds: {
        x: Math.min(x, shift - rx),
        y: -tall,
        width: Math.max(x + wide, shift + rx) - Math.min(x, shift - rx),
        height: tall + ry,
      },
    },
  };
}

/**
 * The references of a request that replace what we would draw. Pictures that
 * cannot be read are a failure of the request, not of the picture.
 */
export async function standInsFor(request: PictureRequest, frame: Frame, signal: AbortSignal): Promise<StandIns> {
  const product =
    frame.spec.prop && request.scene.story.subject.productName !== null
      ? request.references.find((reference) => reference.role === 'product')
      : undefined;
  const character = frame.spec.figure ? request.references.find((reference) => reference.role === 'character') : undefined;
  return {
    product:
      product && frame.spec.prop
        ? await standIn(
            product.input.path,
            heights[frame.spec.prop.kind],
            frame,
            signal,
            frame.spec.prop.kind === 'car' || frame.spec.prop.kind === 'bicycle' ? 4600 : LONGEST_TABLE_THING,
          )
        : null,
    character: character ? (await standIn(character.input.path, 1700, frame, signal, 1500)).standing : null,
  };
}
