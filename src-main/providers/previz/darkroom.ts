/** Puts finished frames together from reels and photographs; the same code on the main thread and on workers. */
import { dissolve } from './compositor.ts';
import type { Texture } from './compositor.ts';
import { exposeShot } from './film.ts';
import type { Reel, Shot } from './film.ts';
import { exposePhoto } from './photo.ts';
import type { PhotoMove } from './photo.ts';

/** What a clip is made of; plain data with shared pixels. */
export interface Plan {
  width: number;
  height: number;
  parts: ({ kind: 'reel'; reel: Reel } | { kind: 'photo'; photo: Texture })[];
}

/** One part of one frame. */
export type View = { part: number; shot: Shot } | { part: number; move: PhotoMove };

/** One frame: one view, or two dissolved with `mix` of 256 of the second. */
export interface FrameOrder {
  views: [View] | [View, View];
  mix: number;
}

/** Memory a painter needs, reused from frame to frame. */
export interface Easel {
  scratch: Int32Array;
  second: Int32Array;
}

export function makeEasel(plan: Plan): Easel {
  const size = plan.width * plan.height;
  return { scratch: new Int32Array(size), second: new Int32Array(size) };
}

function paintView(plan: Plan, view: View, out: Int32Array, scratch: Int32Array): void {
  const part = plan.parts[view.part];
  if (!part) return;
  if (part.kind === 'reel' && 'shot' in view) exposeShot(part.reel, view.shot, out, scratch);
  else if (part.kind === 'photo' && 'move' in view) exposePhoto(part.photo, view.move, out, plan.width, plan.height);
}

/** Paints one frame into `out`, packed R G B A. */
export function paintFrame(plan: Plan, order: FrameOrder, out: Int32Array, easel: Easel): void {
  const [first, second] = order.views;
  if (!second || order.mix <= 0) {
    paintView(plan, first, out, easel.scratch);
    return;
  }
  if (order.mix >= 256) {
    paintView(plan, second, out, easel.scratch);
    return;
  }
  paintView(plan, first, out, easel.scratch);
  paintView(plan, second, easel.second, easel.scratch);
  dissolve(out, easel.second, order.mix);
}
