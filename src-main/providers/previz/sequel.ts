/**
 * How the end frames of one shot differ. All of them start from the same
 * picture and go where the named movement leads; what a director would vary
 * between attempts is how far it goes, where the subject ends up in the
 * frame, how far the action has come, where the eyes go and what the light
 * has done meanwhile.
 */
import type { FigureSpec } from '#domain/picture.ts';
import { chance } from './chance.ts';

export interface Sequel {
  /** Name of the idea, for people; null keeps the start frame's. */
  idea: string | null;
  /** Amount of the movement; 1 is the usual. */
  amount: number;
  /** Where the subject drifts in the frame while the camera moves: 0 stays in its place … 1 reaches the middle. Below 0 outwards. */
  inward: number;
  /** The eyes lie higher (negative) or lower in the frame, shares of its height. */
  raise: number;
  /** How far the action has come, 0–1 of the scene. */
  progress: number;
  /** A step sideways, shares of the field's height; positive goes towards the middle of the frame. */
  step: number;
  /** The trunk leans towards the thing or the middle of the frame, degrees. */
  lean: number;
  /** Where the person looks in the end; null as the words say. */
  gaze: 'thing' | 'camera' | 'light' | 'down' | null;
  /** Something near the lens comes into the frame, where the movement can reveal it. */
  reveals: boolean;
  /** Light that has come up on the side of the key, 0–1. */
  accent: number;
  /** Exposure at the end against the start. */
  exposure: number;
}

const sequels: readonly Sequel[] = [
  {
    idea: null,
    amount: 1,
    inward: 0.1,
    raise: 0,
    progress: 1,
    step: 0,
    lean: 0,
    gaze: null,
    reveals: false,
    accent: 0,
    exposure: 1,
  },
  {
    idea: 'All the way',
    amount: 1.4,
    inward: 0.6,
    raise: 0.01,
    progress: 1,
    step: 0.05,
    lean: 4,
    gaze: 'camera',
    reveals: false,
    accent: 0.9,
    exposure: 1.05,
  },
  {
    idea: 'Held back',
    amount: 0.74,
    inward: -0.22,
    raise: 0.035,
    progress: 0.74,
    step: -0.07,
    lean: -3,
    gaze: 'light',
    reveals: true,
    accent: 0,
    exposure: 0.92,
  },
  {
    idea: 'Down to the thing',
    amount: 1.18,
    inward: 0.3,
    raise: -0.06,
    progress: 1,
    step: 0.02,
    lean: 7,
    gaze: 'thing',
    reveals: false,
    accent: 0.35,
    exposure: 0.97,
  },
  {
    idea: 'Settled in the middle',
    amount: 0.9,
    inward: 0.95,
    raise: 0,
    progress: 0.86,
    step: 0.1,
    lean: -2,
    gaze: 'down',
    reveals: false,
    accent: 0.6,
    exposure: 1.02,
  },
  {
    idea: 'Left room',
    amount: 1.06,
    inward: -0.4,
    raise: 0.02,
    progress: 0.92,
    step: -0.11,
    lean: 2,
    gaze: 'light',
    reveals: true,
    accent: 0.25,
    exposure: 0.9,
  },
];

/**
 * The sequel of one variation of an end frame.
 *
 * @param variation from 1; beyond the table its entries return with other amounts
 * @param seed the picture's own seed: varies every entry but the first a little
 */
export function sequelOf(variation: number, seed: number): Sequel {
  const place = Math.max(1, Math.round(variation)) - 1;
  const base = sequels[place % sequels.length];
  if (!base) throw new Error('There is no sequel.');
  if (place === 0) return base;
  const own = chance((Math.imul(seed, 0x9e3779b1) ^ Math.imul(variation, 0x85ebca6b)) >>> 0);
  const near = (value: number, spread: number) => value + (own() - 0.5) * 2 * spread;
  const later = Math.floor(place / sequels.length);
  return {
    ...base,
    idea: later > 0 ? `${base.idea ?? 'The move completed'}, attempt ${later + 1}` : base.idea,
    amount: Math.min(1.45, Math.max(0.7, near(base.amount, 0.05) * (later % 2 ? 0.84 : 1))),
    inward: near(base.inward, 0.08),
    step: near(base.step, 0.012),
    lean: near(base.lean, 0.8),
  };
}

/** The person as they are at the end of this sequel. */
export function lookingAs(figure: FigureSpec, sequel: Sequel, hasThing: boolean, light: 'left' | 'right'): FigureSpec {
  // Eyes that are closed, and words that say where to look, stay as they are where the pose depends on it.
  if (sequel.gaze === null || figure.gaze === 'closed') return figure;
  switch (sequel.gaze) {
    case 'camera':
      return { ...figure, gaze: 'camera' };
    case 'down':
      return { ...figure, gaze: 'down' };
    case 'light':
      return { ...figure, gaze: light };
    case 'thing':
      return { ...figure, gaze: hasThing ? 'product' : 'down' };
  }
}
