/** Draws storyboard pictures. */
import sharp from 'sharp';
import type { PictureRequest, SceneContext } from '../adapter.ts';
import { hashText } from './chance.ts';
import { compose } from './compose.ts';
import type { ComposeOptions, Frame, StandIns } from './frame.ts';
import { develop, exposeShot, shotAt } from './film.ts';
import { readPicture } from './reading.ts';
import { readNote, NOTE } from './note.ts';
import type { Note } from './note.ts';
import { lookingAs, sequelOf } from './sequel.ts';
import { setSeed, stage } from './staging.ts';
import type { Continued } from './staging.ts';
import { standInsFor } from './stand-ins.ts';

/**
 * Everything about a frame that its scene, seed and variation decide.
 *
 * @param after the start frame an end frame continues: its camera and its people then go on from there
 */
export function frameOf(scene: SceneContext, moment: number, seed: number, variation: number, after: Continued | null = null): Frame {
  if (after) return continueFrame(frameOf(scene, 0, after.seed, after.variation), scene, seed, variation);
  const spec = readPicture(scene, moment);
  return { spec, ...stage(spec, sceneSeedOf(scene), seed, variation), follows: null };
}

/**
 * The end frame a start frame leads to.
 *
 * @param scene the end's scene; its movement may have been changed since the start frame was drawn
 * @param seed the end's own
 */
export function continueFrame(start: Frame, scene: SceneContext, seed: number, variation: number): Frame {
  const spec = readPicture(scene, 1);
  const shared = { staging: start.staging, common: start.common };
  // Where the cast changes between the two there is no one shot to go on with.
  if ((start.spec.figure === null) !== (spec.figure === null)) return { spec, ...shared, follows: null };
  const sequel = sequelOf(variation, seed);
  const { setting, light, mood, palette, atmosphere, extras, lens, angle } = start.spec;
  const lit = light.direction === 'right' ? 'right' : 'left';
  const figure = spec.figure && lookingAs(spec.figure, sequel, spec.prop !== null, lit);
  return {
    spec: { ...spec, figure, setting, light, mood, palette, atmosphere, extras, lens, angle },
    staging: { ...start.staging, idea: sequel.idea ?? start.staging.idea },
    common: start.common,
    follows: { start, sequel },
  };
}

/** The frame a request asks for. An end frame continues the start frame it refers to, if we drew that. */
export async function frameFor(request: PictureRequest): Promise<Frame> {
  const before = request.role === 'end' ? request.references.find((reference) => reference.role === 'start-frame') : undefined;
  const note = before ? await readNote(before.input.path) : null;
  const after = note && note.scene === sceneSeedOf(request.scene) ? { variation: note.variation, seed: note.seed } : null;
  return frameOf(request.scene, momentOf(request.role), request.seed, request.variation, after);
}

/** The same for every frame of one scene. */
export function sceneSeedOf(scene: SceneContext): number {
  return hashText(`${scene.story.title}|${scene.sceneNumber}|${scene.spec.setting}`);
}

/** What composing a scene needs besides its frames. */
export function optionsFor(scene: SceneContext, setting: string, times: number[], standIns: StandIns): ComposeOptions {
  return { setSeed: setSeed(scene.story.title, setting), sceneSeed: sceneSeedOf(scene), seconds: scene.spec.seconds, times, standIns };
}

/** The instant of its scene a picture shows: a start frame its first, an end frame its last. */
export function momentOf(role: PictureRequest['role']): 0 | 1 {
  return role === 'start' ? 0 : 1;
}

/** Finished pixels of a frame, packed R G B A. */
export async function renderFrame(
  frame: Frame,
  options: ComposeOptions,
  width: number,
  height: number,
  signal: AbortSignal,
): Promise<Int32Array> {
  const scene = compose(frame, frame, frame, options);
  const moment = frame.spec.moment;
  const camera = scene.camera.from;
  const reel = await develop(scene, [camera], width, height, signal);
  const out = new Int32Array(width * height);
  exposeShot(reel, shotAt(reel, camera, { t: 0, travel: 0, moment, breath: 0, grain: 0 }), out, new Int32Array(width * height));
  return out;
}

/**
 * Draws the picture a request asks for, as PNG bytes of exactly
 * request.width × request.height pixels. The same request gives the same bytes.
 */
export async function renderPicture(request: PictureRequest, signal: AbortSignal): Promise<Buffer> {
  signal.throwIfAborted();
  const frame = await frameFor(request);
  const standIns = await standInsFor(request, frame, signal);
  const pixels = await renderFrame(
    frame,
    optionsFor(request.scene, frame.spec.setting, [0], standIns),
    request.width,
    request.height,
    signal,
  );
  return encode(pixels, request.width, request.height, {
    scene: sceneSeedOf(request.scene),
    variation: request.variation,
    seed: request.seed,
  });
}

/** PNG bytes of finished pixels. */
export async function encode(pixels: Int32Array, width: number, height: number, note: Note | null = null): Promise<Buffer> {
  const image = sharp(Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength), { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 6 });
  return await (note ? image.withExif({ IFD0: { ImageDescription: `${NOTE}${JSON.stringify(note)}` } }) : image).toBuffer();
}
