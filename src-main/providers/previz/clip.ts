/** Films clips: plans what moves between two frames, paints every frame, encodes. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ClipRequest, PictureRequest } from '../adapter.ts';
import type { Camera } from './lens.ts';
import { compose } from './compose.ts';
import type { Frame } from './frame.ts';
import { makeEasel, paintFrame } from './darkroom.ts';
import type { FrameOrder, Plan, View } from './darkroom.ts';
import { startEncoder } from './encoder.ts';
import { develop, shotAt } from './film.ts';
import type { Reel } from './film.ts';
import { breathAt, cameraAt, pace, takeOf } from './motion.ts';
import type { Take } from './motion.ts';
import { loadPhoto, photoMove } from './photo.ts';
import { continueFrame, frameFor, optionsFor } from './render.ts';
import type { Scene } from './scene-graph.ts';
import { sequelOf } from './sequel.ts';
import { standInsFor } from './stand-ins.ts';

export interface ClipOptions {
  signal: AbortSignal;
  /** 0–1. */
  onProgress: (share: number) => void;
  /** Path of the program. */
  ffmpeg: string;
  /** Threads that paint; 0 paints on this thread. Default 1. */
  workers?: number;
}

/** Every frame of a clip, ready to be painted. */
export interface ClipPlan {
  plan: Plan;
  frames: FrameOrder[];
}

/** Drawings a second, as animation is drawn: every other frame of film. */
const CEL_RATE = 12;
/** Seconds a dissolve lasts, and how long before the end it is over. */
const DISSOLVE = 0.4;
const AFTER_DISSOLVE = 0.15;
const PATH_SAMPLES = 9;

/** Whether two frames are the same scene graph seen at two instants. */
function sameStage(a: Frame, b: Frame, sceneA: Scene, sceneB: Scene): boolean {
  const signature = (frame: Frame, scene: Scene) =>
    JSON.stringify([
      frame.spec.setting,
      frame.spec.light,
      frame.spec.mood,
      frame.spec.palette,
      frame.spec.atmosphere,
      frame.spec.extras,
      frame.common,
      frame.spec.lens,
      frame.spec.angle,
      frame.common.foreground === null ? null : frame.spec.framing,
      scene.layers.map((layer) => layer.id),
    ]);
  return signature(a, sceneA) === signature(b, sceneB);
}

/** Where a movement leads when it starts from another camera than its own. */
function carried(start: Camera, from: Camera, to: Camera): Camera {
  const growth = to.focus / from.focus;
  return {
    ...start,
    x: start.x + (to.x - from.x) * (start.focus / from.focus),
    y: start.y + (to.y - from.y) * (start.focus / from.focus),
    z: start.z + start.focus * (1 - growth),
    focus: start.focus * growth,
    focal: start.focal * (to.focal / from.focal),
    shiftX: start.shiftX + (to.shiftX - from.shiftX),
    shiftY: start.shiftY + (to.shiftY - from.shiftY),
  };
}

interface Path {
  from: Camera;
  to: Camera;
}

function smooth(t: number, low: number, high: number): number {
  const x = Math.min(1, Math.max(0, (t - low) / (high - low)));
  return x * x * (3 - 2 * x);
}

async function reelFor(scene: Scene, path: Path, request: ClipRequest, take: Take, signal: AbortSignal): Promise<Reel> {
  const cameras = Array.from({ length: PATH_SAMPLES }, (_, index) =>
    cameraAt(path.from, path.to, index / (PATH_SAMPLES - 1), request.seconds, take, request.movement),
  );
  return await develop(scene, cameras, request.width, request.height, signal);
}

/** The frame a clip works towards when nobody chose its end: where the movement leads from the start frame. */
function naturalEnd(request: ClipRequest, a: Frame, start: PictureRequest): Frame {
  const scene = { ...start.scene, spec: { ...start.scene.spec, camera: { ...start.scene.spec.camera, movement: request.movement } } };
  const b = continueFrame(a, scene, start.seed, 1);
  // Somebody who would come or go stays as they are: the one picture we were given decides the cast.
  return b.follows
    ? b
    : { ...b, spec: { ...a.spec, moment: 1, movement: request.movement }, follows: { start: a, sequel: sequelOf(1, start.seed) } };
}

/** Whether an end frame is the continuation of this very start frame. */
function continues(a: Frame, b: Frame): boolean {
  return b.follows !== null && JSON.stringify(b.follows.start) === JSON.stringify(a);
}

/** Share of the second picture at time `t` where two cannot be one shot: short and late, so that most of the clip is clean. */
function lateDissolve(t: number, seconds: number): number {
  const long = Math.min(0.3, DISSOLVE / seconds);
  const over = 1 - Math.min(0.1, AFTER_DISSOLVE / seconds);
  return Math.round(256 * smooth(t, over - long, over));
}

/**
 * Works out a clip: which layers, where the camera is in every frame, what
 * dissolves. Nothing is encoded.
 */
export async function planClip(request: ClipRequest, signal: AbortSignal): Promise<ClipPlan> {
  const take = takeOf(request.take, request.seed, request.movement);
  const count = Math.max(2, Math.round(request.seconds * request.fps));
  const { width, height } = request;
  const start = request.startFrame.request;
  const end = request.endFrame?.request ?? null;
  const times = Array.from({ length: count }, (_, index) => index / (count - 1));
  const plan: Plan = { width, height, parts: [] };

  const drawn = async (own: Frame, a: Frame, b: Frame, source: PictureRequest): Promise<Scene> => {
    const cels = Math.min(97, Math.max(5, Math.round(request.seconds * CEL_RATE) + 1));
    const celTimes = a === b ? [0] : Array.from({ length: cels }, (_, index) => index / (cels - 1));
    const standIns = await standInsFor(source, own, signal);
    return compose(own, a, b, optionsFor(source.scene, own.spec.setting, celTimes, standIns));
  };
  const view = (part: number, reel: Reel, path: Path, t: number, index: number, moment: number): View => {
    const camera = t === 0 ? path.from : t === 1 ? path.to : cameraAt(path.from, path.to, t, request.seconds, take, request.movement);
    const travel = pace(t, take);
    return { part, shot: shotAt(reel, camera, { t, travel, moment, breath: breathAt(t, take), grain: index }) };
  };

  if (start) {
    const a = await frameFor(start);
    if (end) {
      const b = await frameFor(end);
      return await between(a, b, start, end);
    }
    const natural = naturalEnd(request, a, start);
    const own = await drawn(a, a, natural, start);
    const reel = await reelFor(own, own.camera, request, take, signal);
    plan.parts.push({ kind: 'reel', reel });
    const filmed = (t: number, index: number) => view(0, reel, own.camera, t, index, lerp(a.spec.moment, 1, t));
    if (!request.endFrame) return { plan, frames: times.map((t, index) => ({ views: [filmed(t, index)], mix: 0 })) };
    // Drawn start, somebody's picture as the end.
    plan.parts.push({ kind: 'photo', photo: await loadPhoto(request.endFrame.input.path, width, height) });
    return {
      plan,
      frames: times.map((t, index) => ({
        views: [filmed(t, index), { part: 1, move: photoMove(request.movement, t, take, true) }],
        mix: lateDissolve(t, request.seconds),
      })),
    };
  }

  const photo = await loadPhoto(request.startFrame.input.path, width, height);
  plan.parts.push({ kind: 'photo', photo });
  if (!request.endFrame) {
    return { plan, frames: times.map((t) => ({ views: [{ part: 0, move: photoMove(request.movement, t, take, false) }], mix: 0 })) };
  }
  if (end) {
    const b = await frameFor(end);
    const own = await drawn(b, b, b, end);
    const path = backFrom(own);
    const reel = await reelFor(own, path, request, take, signal);
    plan.parts.push({ kind: 'reel', reel });
    return {
      plan,
      frames: times.map((t, index) => ({
        views: [{ part: 0, move: photoMove(request.movement, t, take, false) }, view(1, reel, path, t, index, b.spec.moment * t)],
        mix: lateDissolve(t, request.seconds),
      })),
    };
  }
  const last = await loadPhoto(request.endFrame.input.path, width, height);
  plan.parts.push({ kind: 'photo', photo: last });
  return {
    plan,
    frames: times.map((t) => ({
      views: [
        { part: 0, move: photoMove(request.movement, t, take, false) },
        { part: 1, move: photoMove(request.movement, t, take, true) },
      ],
      mix: lateDissolve(t, request.seconds),
    })),
  };

  async function between(a: Frame, b: Frame, from: PictureRequest, to: PictureRequest): Promise<ClipPlan> {
    const moments = (t: number) => lerp(a.spec.moment, b.spec.moment, t);
    const sceneA = await drawn(a, a, b, from);
    const oneShot = continues(a, b) || (!a.follows && !b.follows && sameStage(a, b, sceneA, await drawn(b, a, b, to)));
    if (oneShot) {
      const path: Path = { from: sceneA.camera.from, to: sceneA.camera.to };
      const reel = await reelFor(sceneA, path, request, take, signal);
      plan.parts.push({ kind: 'reel', reel });
      return { plan, frames: times.map((t, index) => ({ views: [view(0, reel, path, t, index, moments(t))], mix: 0 })) };
    }
    // The start is filmed as the movement says; the chosen end takes over when it is nearly done.
    const natural = naturalEnd(request, a, from);
    const first = await drawn(a, a, natural, from);
    const last = await drawn(b, b, b, to);
    const pathB = backFrom(last);
    const [reelA, reelB] = await Promise.all([
      reelFor(first, first.camera, request, take, signal),
      reelFor(last, pathB, request, take, signal),
    ]);
    plan.parts.push({ kind: 'reel', reel: reelA }, { kind: 'reel', reel: reelB });
    return {
      plan,
      frames: times.map((t, index) => ({
        views: [view(0, reelA, first.camera, t, index, moments(t)), view(1, reelB, pathB, t, index, moments(t))],
        mix: lateDissolve(t, request.seconds),
      })),
    };
  }
}

/** A path of a frame's own movement that ends at the frame. */
function backFrom(scene: Scene): Path {
  return { from: carried(scene.camera.to, scene.moves.to, scene.moves.from), to: scene.camera.to };
}

function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Paints one frame of a planned clip on this thread, packed R G B A. */
export function paintPlanned(clip: ClipPlan, index: number): Int32Array {
  const order = clip.frames[index];
  const out = new Int32Array(clip.plan.width * clip.plan.height);
  if (order) paintFrame(clip.plan, order, out, makeEasel(clip.plan));
  return out;
}

interface Painter {
  paint(index: number, order: FrameOrder, frame: SharedArrayBuffer): Promise<void>;
  close(): Promise<void>;
}

/** Paints on this thread, letting others have a turn between frames. */
function localPainter(plan: Plan): Painter {
  const easel = makeEasel(plan);
  return {
    async paint(_index, order, frame) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      paintFrame(plan, order, new Int32Array(frame), easel);
    },
    close: () => Promise.resolve(),
  };
}

function workerPainter(plan: Plan): Painter {
  const worker = new Worker(new URL('./clip-worker.ts', import.meta.url), { workerData: plan });
  const waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  let broken: Error | null = null;
  const stop = (error: Error) => {
    broken = error;
    for (const entry of waiting.values()) entry.reject(error);
    waiting.clear();
  };
  worker.on('message', (message: { index: number }) => {
    waiting.get(message.index)?.resolve();
    waiting.delete(message.index);
  });
  worker.on('error', (error) => stop(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => stop(new Error(`The painting thread ended with ${code}.`)));
  return {
    paint(index, order, frame) {
      if (broken) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        waiting.set(index, { resolve, reject });
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
        worker.postMessage({ index, order, frame });
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

/**
 * Films the clip a request asks for into `file` (MP4, H.264, request.fps).
 * Cancelling stops ffmpeg and leaves no file; the promise then rejects with
 * the signal's reason. Fails with `ffmpeg-missing` or `ffmpeg-failed`.
 */
export async function renderClip(request: ClipRequest, file: string, options: ClipOptions): Promise<void> {
  const { signal, onProgress } = options;
  signal.throwIfAborted();
  const clip = await planClip(request, signal);
  signal.throwIfAborted();
  onProgress(0.12);
  const threads = Math.min(options.workers ?? 1, availableParallelism());
  const encoder = startEncoder(options.ffmpeg, file, { width: request.width, height: request.height, fps: request.fps });
  const onAbort = (): void => void encoder.discard();
  signal.addEventListener('abort', onAbort, { once: true });
  let painters: Painter[] = threads > 0 ? Array.from({ length: threads }, () => workerPainter(clip.plan)) : [localPainter(clip.plan)];
  const bytes = request.width * request.height * 4;
  // Twice as many frames as painters are under way, so that painting and encoding overlap.
  const ahead = painters.length * 2;
  const slots = Array.from({ length: ahead }, () => new SharedArrayBuffer(bytes));
  const painting = new Map<number, Promise<void>>();
  const order = (index: number): void => {
    const frame = clip.frames[index];
    const slot = slots[index % ahead];
    const painter = painters[index % painters.length];
    if (!frame || !slot || !painter) return;
    const work = painter.paint(index, frame, slot);
    work.catch(() => undefined);
    painting.set(index, work);
  };
  try {
    for (let index = 0; index < ahead; index++) order(index);
    for (let index = 0; index < clip.frames.length; index++) {
      signal.throwIfAborted();
      try {
        await painting.get(index);
      } catch {
        // A thread that cannot start (or died) is no reason to lose the take: paint here.
        await Promise.all(painters.map((painter) => painter.close()));
        painters = [localPainter(clip.plan)];
        order(index);
        await painting.get(index);
      }
      painting.delete(index);
      signal.throwIfAborted();
      const slot = slots[index % ahead];
      // The slot goes back to work when ffmpeg has its bytes.
      if (slot) await encoder.write(new Uint8Array(slot));
      order(index + ahead);
      onProgress(0.12 + (0.86 * (index + 1)) / clip.frames.length);
    }
    signal.throwIfAborted();
    await encoder.finish();
    onProgress(1);
  } catch (error) {
    await encoder.discard();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    await Promise.all(painters.map((painter) => painter.close()));
  }
}
