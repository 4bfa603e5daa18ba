/** One frame as everything that composes and films it sees it. */
import type { PictureSpec } from '#domain/picture.ts';
import type { Drawing } from './drawing.ts';
import type { Sequel } from './sequel.ts';
import type { Staging } from './staging.ts';

/** One frame's meaning and how it is staged. */
export interface Frame {
  spec: PictureSpec;
  staging: Staging;
  /** The staging without the picture's own chance: what a scene's frames share. */
  common: Staging;
  /** The start frame this end frame follows from, and how; null for frames composed on their own. */
  follows: { start: Frame; sequel: Sequel } | null;
}

/** The person's own pictures that stand in for what we would draw, at believable size. */
export interface StandIns {
  product: { standing: Drawing; held: Drawing } | null;
  character: Drawing | null;
}

export interface ComposeOptions {
  /** The same for every frame of a set. */
  setSeed: number;
  /** The same for every frame of a scene. */
  sceneSeed: number;
  /** Seconds the scene lasts, for what falls. */
  seconds: number;
  /** Times 0–1 between the two frames at which moving things are drawn; 0 alone for a still. */
  times: number[];
  standIns: StandIns;
}
