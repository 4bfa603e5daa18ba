/**
 * Staging: how one scene may be put into a frame. Every variation number has
 * its own idea of the shot (who stands where, what overlaps, what frames the
 * picture, how high the camera is, how late the light is); the seed varies the
 * idea. A scene's start and end frame with the same variation share the idea.
 */
import type { PictureSpec } from '#domain/picture.ts';
import { chance, hashText } from './chance.ts';
import type { ForegroundKind } from './settings/setting.ts';

export interface Staging {
  /** Name of the idea, for people. */
  idea: string;
  /** Side of the frame the subject stands on: −1 left, 0 middle, 1 right. */
  side: -1 | 0 | 1;
  /** How far to that side: 1 is on the line of thirds. */
  thirds: number;
  /** 0: the thing lies beside the person; 1: it overlaps the person from the front. */
  overlap: number;
  /** How near the lens the thing is, 0 beside the person … 1 well in front. */
  forward: number;
  /** Multiplies the field of view. */
  crop: number;
  /** Camera height offset, fractions of the field: positive is higher. */
  height: number;
  /** Which framing element of the set is used (index into its list), or null. */
  foreground: number | null;
  foregroundSide: -1 | 1;
  /** Where in the set the subject stands, millimetres. */
  place: number;
  /** Sun and lamps: kelvin added to the key. */
  warmth: number;
  /** How the person is turned. */
  turn: 'into' | 'front' | 'away';
  /** Lens opening multiplier. */
  softness: number;
}

interface Idea {
  idea: string;
  side: -1 | 0 | 1;
  thirds: number;
  overlap: number;
  forward: number;
  crop: number;
  height: number;
  foreground: boolean;
  place: number;
  warmth: number;
  turn: Staging['turn'];
  softness: number;
}

/**
 * Sides are relative to the light: 1 is the side away from it, so that a
 * person looks into the light; the table's neighbours differ in most columns.
 */
const ideas: readonly Idea[] = [
  {
    idea: 'Looking into the light',
    side: 1,
    thirds: 0.95,
    overlap: 0.2,
    forward: 0.25,
    crop: 1,
    height: 0,
    foreground: false,
    place: 250,
    warmth: 0,
    turn: 'into',
    softness: 1,
  },
  {
    idea: 'Framed by the foreground',
    side: -1,
    thirds: 0.8,
    overlap: 0.75,
    forward: 0.75,
    crop: 1.1,
    height: -0.1,
    foreground: true,
    place: -520,
    warmth: -320,
    turn: 'into',
    softness: 1.25,
  },
  {
    idea: 'Square on',
    side: 0,
    thirds: 0,
    overlap: 0.45,
    forward: 0.55,
    crop: 0.86,
    height: 0.1,
    foreground: false,
    place: 620,
    warmth: 260,
    turn: 'front',
    softness: 0.9,
  },
  {
    idea: 'Space to breathe',
    side: 1,
    thirds: 1.35,
    overlap: 0,
    forward: 0.15,
    crop: 1.3,
    height: 0.16,
    foreground: true,
    place: -900,
    warmth: 420,
    turn: 'into',
    softness: 0.8,
  },
  {
    idea: 'The thing leads',
    side: -1,
    thirds: 1.05,
    overlap: 0.95,
    forward: 1,
    crop: 0.92,
    height: -0.14,
    foreground: false,
    place: 850,
    warmth: -180,
    turn: 'into',
    softness: 1.5,
  },
  {
    idea: 'Turned away',
    side: -1,
    thirds: 1.25,
    overlap: 0.1,
    forward: 0.3,
    crop: 1.18,
    height: 0.05,
    foreground: true,
    place: 0,
    warmth: -450,
    turn: 'away',
    softness: 1,
  },
  {
    idea: 'Close and central',
    side: 0,
    thirds: 0,
    overlap: 0.7,
    forward: 0.8,
    crop: 0.78,
    height: -0.06,
    foreground: true,
    place: -260,
    warmth: 120,
    turn: 'front',
    softness: 1.3,
  },
  {
    idea: 'Edge of the frame',
    side: 1,
    thirds: 1.5,
    overlap: 0.55,
    forward: 0.6,
    crop: 1.04,
    height: 0.2,
    foreground: false,
    place: 420,
    warmth: 300,
    turn: 'away',
    softness: 1.1,
  },
];

/** A number that is the same for every frame of a set: same story, same place. */
export function setSeed(title: string, setting: string): number {
  return hashText(`${title}|${setting}`);
}

/** Which picture a frame continues: its variation and seed. */
export interface Continued {
  variation: number;
  seed: number;
}

/**
 * The staging of one variation of a frame.
 *
 * @param sceneSeed the same for a scene's start and end frame
 * @param seed the picture's own seed
 * @param variation from 1
 * @returns the picture's own staging, and what it has in common with every picture of this scene and variation
 */
export function stage(spec: PictureSpec, sceneSeed: number, seed: number, variation: number): { staging: Staging; common: Staging } {
  const place = Math.max(1, Math.round(variation)) - 1;
  const base = ideas[place % ideas.length] ?? ideas[0];
  if (!base) throw new Error('There is no staging idea.');
  const own = chance((Math.imul(seed, 0x9e3779b1) ^ Math.imul(variation, 0x85ebca6b)) >>> 0);
  const shared = chance((sceneSeed ^ Math.imul(variation, 0xc2b2ae35)) >>> 0);
  // Scenes differ in which side the light's far side is used first.
  const flip = chance(sceneSeed)() < 0.25 ? -1 : 1;
  const lightFrom = spec.light.direction === 'right' ? 1 : -1;
  const side = Math.sign(base.side * flip * -lightFrom) as -1 | 0 | 1;
  const later = Math.floor(place / ideas.length);
  const common: Staging = {
    idea: base.idea,
    side,
    thirds: base.thirds,
    overlap: base.overlap,
    forward: base.forward,
    crop: base.crop * (later % 2 ? 0.88 : 1),
    height: base.height,
    foreground: base.foreground ? Math.floor(shared() * 997) : null,
    foregroundSide: side === 0 ? (shared() < 0.5 ? -1 : 1) : (-side as -1 | 1),
    place: base.place + (shared() - 0.5) * 300 + later * 260,
    warmth: base.warmth,
    turn: base.turn,
    softness: base.softness,
  };
  const near = (value: number, spread: number) => value + (own() - 0.5) * 2 * spread;
  const share = (value: number) => Math.min(1, Math.max(0, value));
  const staging: Staging = {
    ...common,
    thirds: near(common.thirds, 0.16),
    overlap: share(near(common.overlap, 0.12)),
    forward: share(near(common.forward, 0.12)),
    crop: common.crop * near(1, 0.06),
    height: near(common.height, 0.06),
  };
  return { staging, common };
}

/** The set's framing element a staging asks for, or null. */
export function foregroundOf(staging: Staging, kinds: readonly ForegroundKind[]): ForegroundKind | null {
  if (staging.foreground === null || kinds.length === 0) return null;
  return kinds[staging.foreground % kinds.length] ?? null;
}
