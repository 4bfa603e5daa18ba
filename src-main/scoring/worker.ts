/** Worker thread of the scorer: answers one message at a time, in order. */
import { parentPort as port } from 'node:worker_threads';
import { analysePicture, type PictureAnalysis } from './analysis.ts';
import type { RgbRaster } from './image/raster.ts';
import { ClipMeter, type ClipMeasures, type TimedFrame } from './video/clip-meter.ts';

export type Request =
  | { kind: 'picture'; picture: RgbRaster }
  | { kind: 'clip-frame'; clip: number; frame: TimedFrame }
  | { kind: 'clip-full-size'; clip: number; frame: RgbRaster }
  | { kind: 'clip-finish'; clip: number }
  | { kind: 'clip-drop'; clip: number };

export type Reply = PictureAnalysis | ClipMeasures | null;

export interface Asked {
  id: number;
  request: Request;
}

export type Answered = { id: number; ok: true; reply: Reply } | { id: number; ok: false; message: string };

const clips = new Map<number, ClipMeter>();

function meterOf(clip: number): ClipMeter {
  const known = clips.get(clip);
  if (known !== undefined) return known;
  const meter = new ClipMeter();
  clips.set(clip, meter);
  return meter;
}

function answer(request: Request): Reply {
  switch (request.kind) {
    case 'picture':
      return analysePicture(request.picture);
    case 'clip-frame':
      meterOf(request.clip).add(request.frame);
      return null;
    case 'clip-full-size':
      meterOf(request.clip).addFullSize(request.frame);
      return null;
    case 'clip-finish': {
      const measures = meterOf(request.clip).finish();
      clips.delete(request.clip);
      return measures;
    }
    case 'clip-drop':
      clips.delete(request.clip);
      return null;
  }
}

port?.on('message', ({ id, request }: Asked) => {
  let answered: Answered;
  try {
    answered = { id, ok: true, reply: answer(request) };
  } catch (cause) {
    answered = { id, ok: false, message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
  // The lint rule means windows; a message port has no target origin.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  port?.postMessage(answered);
});

// Tells the other side that the module was found and could be loaded here.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
port?.postMessage('ready');
