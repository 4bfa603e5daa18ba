/**
 * What the writer knows about one kind of product: how people call it, what it
 * looks like, where it lives, and the copy and moments that belong to it alone.
 *
 * Slots in copy: {N} the person's name, {s} she, {p} her (possessive), {o} her (object), {self} herself, {who} "a night-shift
 * nurse", {t} "the mug", {name} the product in running text, {place} "the kitchen", {inPlace} "in the kitchen", {surface} "the counter", {window} "the window".
 */
import type { Framing } from '#contract/model/primitives.ts';

/** Places a scene can be set in; each has its words in places.ts. */
export type PlaceKey =
  | 'kitchen'
  | 'living-room'
  | 'bedroom'
  | 'bathroom'
  | 'cafe'
  | 'office'
  | 'street'
  | 'shop'
  | 'gym'
  | 'forest'
  | 'beach'
  | 'mountain-road'
  | 'studio'
  | 'abstract';

export type TimeKey = 'dawn' | 'morning' | 'day' | 'golden-hour' | 'dusk' | 'night';
export type Wardrobe = 'home' | 'smart' | 'sport' | 'street' | 'evening' | 'outdoor';

/** A filmable moment with a beginning and an end state. Each part is a clause without its full stop. */
export interface Moment {
  start: string;
  move: string;
  end: string;
  /** Who is in the picture. `hands`: the product with the person's hands; `place`: nobody and nothing. */
  focus: 'person' | 'both' | 'hands' | 'product' | 'place';
  /** Shot sizes that suit it, best first; empty leaves it to the camera plan. */
  sizes: readonly Framing[];
  place: PlaceKey | null;
}

const lineSlots = [
  'open',
  'problem',
  'agitate',
  'turn',
  'detail',
  'sense',
  'desire',
  'effort',
  'triumph',
  'after',
  'share',
  'mystery',
  'build',
  'proof',
] as const;
export type LineSlot = (typeof lineSlots)[number];

export interface KindVariant {
  words: readonly string[];
  object: string;
  looks: readonly string[];
  size: string;
  /** True when it is not handled like the rest of its kind: the moments and details of the unknown thing are used. */
  plain: boolean;
}

export interface ProductKind {
  id: string;
  /** Names it goes by, lower case, other languages and emoji included. Longer names win over shorter ones. */
  words: readonly string[];
  /** The thing in front of the camera, e.g. "mug" for coffee. */
  object: string;
  /** Physical descriptions; {colour} takes the brief's colour or `colour`. */
  looks: readonly string[];
  colours: readonly string[];
  /** Size for objects known only from a reference picture. */
  size: string;
  places: { home: PlaceKey; trouble: PlaceKey; out: PlaceKey };
  time: TimeKey;
  wardrobe: Wardrobe;
  roles: readonly string[];
  titles: readonly string[];
  logline: string;
  /** Prose: the life before, how it arrives, what is different after. */
  world: string;
  discovery: string;
  change: string;
  lines: Partial<Record<LineSlot, readonly string[]>>;
  moments: Record<'problem' | 'agitate' | 'use' | 'joy' | 'share', Moment>;
  /** Members of the kind that look different; the first whose words occur wins. */
  variants?: readonly KindVariant[];
}

/** Shorthand for a moment. */
export const moment = (
  start: string,
  move: string,
  end: string,
  focus: Moment['focus'],
  sizes: readonly Framing[] = [],
  place: PlaceKey | null = null,
): Moment => ({ start, move, end, focus, sizes, place });
