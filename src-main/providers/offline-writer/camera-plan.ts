/** Film grammar: which shot size, angle, lens and movement a scene gets, so that every cut is a change. */
import type { CameraMovement, Framing } from '#contract/model/primitives.ts';
import type { CameraWork } from '#contract/model/story.ts';
import type { Moment } from './kinds/kind.ts';
import type { BeatSlot } from './moments.ts';
import { pick, shuffled } from './random.ts';

interface Grammar {
  framings: readonly Framing[];
  movements: readonly CameraMovement[];
  angles: readonly string[];
}

const GRAMMAR: Readonly<Record<BeatSlot, Grammar>> = {
  open: {
    framings: ['wide', 'medium-wide', 'extreme-wide', 'medium'],
    movements: ['push-in', 'pan-right', 'crane-down'],
    angles: ['Eye-level', 'High angle'],
  },
  hook: {
    framings: ['close-up', 'extreme-close-up', 'medium'],
    movements: ['push-in', 'tilt-up', 'static'],
    angles: ['Low angle', 'Eye-level'],
  },
  problem: {
    framings: ['medium', 'medium-wide', 'medium-close-up'],
    movements: ['handheld', 'dolly-left', 'static'],
    angles: ['Eye-level', 'High angle'],
  },
  agitate: {
    framings: ['close-up', 'medium-close-up', 'medium-wide'],
    movements: ['push-in', 'handheld', 'dolly-right'],
    angles: ['Dutch angle', 'High angle'],
  },
  turn: {
    framings: ['medium-close-up', 'medium', 'close-up', 'medium-wide'],
    movements: ['dolly-right', 'push-in', 'tilt-up'],
    angles: ['Eye-level', 'Low angle'],
  },
  detail: {
    framings: ['extreme-close-up', 'close-up', 'medium-close-up'],
    movements: ['dolly-left', 'orbit', 'tilt-down'],
    angles: ['Eye-level', 'High angle', 'Overhead'],
  },
  sense: {
    framings: ['extreme-close-up', 'close-up', 'medium-close-up'],
    movements: ['dolly-right', 'tilt-down', 'push-in'],
    angles: ['Eye-level', 'Overhead'],
  },
  desire: {
    framings: ['medium-close-up', 'close-up', 'medium'],
    movements: ['push-in', 'orbit', 'tracking'],
    angles: ['Eye-level', 'Low angle'],
  },
  effort: {
    framings: ['medium-wide', 'wide', 'medium'],
    movements: ['tracking', 'handheld', 'dolly-left'],
    angles: ['Low angle', 'Eye-level'],
  },
  triumph: {
    framings: ['medium-wide', 'wide', 'medium'],
    movements: ['crane-up', 'orbit', 'pull-out'],
    angles: ['Low angle', 'Eye-level'],
  },
  after: {
    framings: ['medium', 'medium-wide', 'medium-close-up'],
    movements: ['pull-out', 'dolly-left', 'tracking'],
    angles: ['Eye-level', 'Low angle'],
  },
  share: {
    framings: ['medium-wide', 'medium', 'wide'],
    movements: ['pull-out', 'dolly-right', 'orbit'],
    angles: ['Eye-level', 'High angle'],
  },
  mystery: {
    framings: ['extreme-close-up', 'close-up', 'medium'],
    movements: ['dolly-right', 'push-in', 'tilt-down'],
    angles: ['Low angle', 'Eye-level'],
  },
  build: {
    framings: ['close-up', 'medium-close-up', 'medium'],
    movements: ['tilt-up', 'orbit', 'crane-down'],
    angles: ['Low angle', 'Overhead'],
  },
  reveal: {
    framings: ['medium', 'medium-close-up', 'medium-wide'],
    movements: ['pull-out', 'crane-up', 'push-in'],
    angles: ['Low angle', 'Eye-level'],
  },
  showcase: {
    framings: ['close-up', 'extreme-close-up', 'medium-close-up'],
    movements: ['orbit', 'dolly-left', 'push-in'],
    angles: ['Eye-level', 'High angle'],
  },
  proof: { framings: ['medium-wide', 'medium', 'close-up'], movements: ['dolly-right', 'tracking', 'pan-left'], angles: ['Eye-level'] },
  act: { framings: ['medium-close-up', 'close-up', 'medium'], movements: ['static', 'push-in'], angles: ['Eye-level', 'Low angle'] },
};

const FRAMING_WORDS: Readonly<Record<Framing, string>> = {
  'extreme-wide': 'Extreme wide shot',
  wide: 'Wide shot',
  'medium-wide': 'Medium-wide shot',
  medium: 'Medium shot',
  'medium-close-up': 'Medium close-up',
  'close-up': 'Close-up',
  'extreme-close-up': 'Extreme close-up',
};

const LENSES: Readonly<Record<Framing, readonly string[]>> = {
  'extreme-wide': ['24mm lens, deep focus'],
  wide: ['28mm lens, deep focus', '24mm lens, deep focus'],
  'medium-wide': ['35mm lens, moderate depth of field'],
  medium: ['50mm lens, soft background', '40mm lens, moderate depth of field'],
  'medium-close-up': ['75mm lens, shallow depth of field', '65mm lens, shallow depth of field'],
  'close-up': ['85mm lens, shallow depth of field, soft bokeh'],
  'extreme-close-up': ['100mm macro lens, very shallow depth of field'],
};

const MOVEMENT_WORDS: Readonly<Record<CameraMovement, string>> = {
  static: 'Locked-off camera, only the subject moves',
  'push-in': 'Slow push-in towards the subject',
  'pull-out': 'Slow pull-out that opens up the space',
  'pan-left': 'Gentle pan left',
  'pan-right': 'Gentle pan right across the space',
  'tilt-up': 'Slow tilt up',
  'tilt-down': 'Slow tilt down',
  'dolly-left': 'Smooth dolly to the left',
  'dolly-right': 'Smooth dolly to the right',
  tracking: 'Tracking shot that keeps pace with the subject',
  orbit: 'Slow orbit around the subject',
  'crane-up': 'Crane up that leaves the ground behind',
  'crane-down': 'Crane down into the scene',
  handheld: 'Restrained handheld, breathing with the subject',
};

/** What was shot before, so that no two neighbours look alike. */
export interface CameraState {
  framing: Framing | null;
  movement: CameraMovement | null;
  angle: string | null;
}

/**
 * Camera of the next scene. Size, movement and angle differ from the scene before; the moment's own sizes come
 * first, the beat's after them.
 */
export function nextCamera(
  slot: BeatSlot,
  moment: Moment,
  before: CameraState,
  key: string,
): { work: CameraWork; state: CameraState; framing: Framing } {
  const grammar = GRAMMAR[slot];
  const sizes = [...moment.sizes, ...grammar.framings, 'medium' as const, 'close-up' as const];
  const framing = sizes.find((size) => size !== before.framing) ?? 'medium';
  const movements = [
    ...grammar.movements.slice(0, 1),
    ...shuffled(grammar.movements.slice(1), key),
    'push-in' as const,
    'dolly-left' as const,
  ];
  const fits = (movement: CameraMovement): boolean =>
    movement !== before.movement &&
    !(framing === 'extreme-close-up' && /crane|tracking|pan/u.test(movement)) &&
    !(moment.focus === 'place' && movement === 'tracking');
  const movement = movements.find(fits) ?? 'pull-out';
  const angles = [...grammar.angles, 'Eye-level', 'Low angle'];
  const angle =
    angles.find(
      (a) =>
        a !== before.angle &&
        !(a === 'Dutch angle' && moment.focus === 'product') &&
        !(a === 'Overhead' && (moment.focus === 'person' || framing === 'extreme-close-up')),
    ) ?? 'Eye-level';
  return {
    work: { angle, movement, movementNote: MOVEMENT_WORDS[movement], framing: FRAMING_WORDS[framing], lens: pick(LENSES[framing], key) },
    state: { framing, movement, angle },
    framing,
  };
}
