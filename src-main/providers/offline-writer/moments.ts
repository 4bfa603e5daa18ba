/** Moments that any film can use, by what they do for it. Those of a kind come first; these fill and vary. */
import type { Moment } from './kinds/kind.ts';
import { moment } from './kinds/kind.ts';

/** What a beat does in the film. */
export type BeatSlot =
  | 'open'
  | 'hook'
  | 'problem'
  | 'agitate'
  | 'turn'
  | 'detail'
  | 'sense'
  | 'desire'
  | 'effort'
  | 'triumph'
  | 'after'
  | 'share'
  | 'mystery'
  | 'build'
  | 'reveal'
  | 'showcase'
  | 'proof'
  | 'act';

const MACRO = ['extreme-close-up', 'close-up'] as const;
const CLOSE = ['close-up', 'medium-close-up'] as const;
const MEDIUM = ['medium', 'medium-close-up'] as const;
const WIDE = ['wide', 'medium-wide'] as const;

/** How the product is handled decides what hands can do with it. */
export type Handling = 'hand' | 'large' | 'creature';

export const handlingOf = (object: string): Handling =>
  /^(?:car|bicycle|motorcycle|scooter|sofa|piano|guitar|lamp|plant)$/u.test(object)
    ? 'large'
    : /^(?:pet|dog|cat)$/u.test(object)
      ? 'creature'
      : 'hand';

const meet: Readonly<Record<Handling, Moment>> = {
  hand: moment(
    '{t} is standing on {surface}, left there for {o}',
    '{N} comes closer and is reaching for it, a little unsure',
    '{p} fingers close around {t} for the first time',
    'both',
    MEDIUM,
  ),
  large: moment(
    '{t} is standing where yesterday there was nothing',
    '{N} walks along it, one hand trailing just above it',
    '{s} is standing in front of {t}, looking',
    'both',
    WIDE,
  ),
  creature: moment(
    '{t} lies with its chin on the floor',
    '{N} kneels and is holding out one open hand',
    '{t} lifts its head, ears up',
    'both',
    MEDIUM,
  ),
};

/** Moments with a person, by beat. */
export const shared = (handling: Handling): Readonly<Record<BeatSlot, readonly Moment[]>> => ({
  open: [
    moment(
      '{N} is sitting by {window}, quite still',
      'a strip of light crosses {surface} and finds {p} hand',
      '{s} is looking up into it',
      'person',
      WIDE,
    ),
    moment(
      '{place} lies quiet and {N} is standing at the edge of it',
      '{s} takes one breath and walks in',
      '{s} is standing in the middle of {place}, small',
      'person',
      ['wide', 'extreme-wide'],
    ),
  ],
  hook: [
    moment(
      '{t} stands alone in the dark',
      'a single line of light slides across it and stops',
      'one edge of {t} burns bright against the black',
      'product',
      MACRO,
      'abstract',
    ),
    moment(
      '{N} is walking through {place} among others',
      '{s} stops dead and turns {p} head towards a light',
      '{s} is staring past us, surprised',
      'person',
      MEDIUM,
    ),
  ],
  problem: [
    moment(
      '{N} is standing by {window}, arms crossed',
      '{s} looks at {surface} and everything still to be done on it',
      '{s} is looking away, tired',
      'person',
      MEDIUM,
    ),
  ],
  agitate: [
    moment(
      '{N} is sitting with {p} elbows on {surface}',
      '{s} rubs {p} eyes, checks the time and lets {p} hands fall',
      '{s} is slumped and perfectly still',
      'person',
      CLOSE,
    ),
  ],
  turn: [meet[handling]],
  detail: [
    moment(
      '{t} fills the frame, out of focus',
      'focus travels along it until it finds the finest edge',
      'that one edge is razor sharp, the rest of {t} soft',
      'product',
      MACRO,
    ),
    ...(handling === 'hand'
      ? [
          moment(
            'one fingertip rests on {t}',
            'it slides along the edge, following the light',
            'the finger lifts and leaves one clear point of light',
            'hands',
            MACRO,
          ),
        ]
      : []),
    moment(
      '{t} stands in profile',
      'light moves round it from one side to the other',
      'every edge of {t} is drawn in light',
      'product',
      CLOSE,
    ),
  ],
  sense: [
    moment(
      'the surface of {t} fills the frame like a landscape',
      'low light crawls across its texture',
      'every fine edge throws a small shadow',
      'product',
      MACRO,
    ),
    ...(handling === 'hand'
      ? [
          moment(
            '{N} is holding {t} close to {p} face, eyes closed',
            '{s} breathes in slowly',
            'a half smile opens on {p} lips',
            'both',
            CLOSE,
          ),
        ]
      : [
          moment(
            '{N} is standing close to {t}, eyes closed',
            '{s} runs one open palm along it',
            '{s} leaves the hand there, smiling',
            'both',
            CLOSE,
          ),
        ]),
  ],
  desire: [],
  effort: [
    moment(
      '{N} is running uphill into the wind, jaw set',
      '{s} slows, bends over with {p} hands on {p} knees, then straightens',
      '{s} is running again, determined',
      'person',
      WIDE,
      'mountain-road',
    ),
    moment(
      '{N} is walking uphill into the wind, jaw set',
      '{s} slows, bends over with {p} hands on {p} knees, then straightens',
      '{s} is walking again, determined',
      'person',
      WIDE,
      'mountain-road',
    ),
    moment(
      '{N} is working late, sleeves pushed up',
      '{s} gets it wrong, shakes {p} head and starts over',
      '{s} leans in again, determined',
      'person',
      MEDIUM,
    ),
  ],
  triumph: [
    moment(
      '{N} is running the last metres between two rows of people',
      '{s} breaks the paper ribbon and stumbles on a few steps',
      '{s} raises both arms, celebrating against the sky',
      'person',
      ['medium-wide', 'wide'],
      'street',
    ),
    moment(
      '{N} takes the last steps up into open light',
      '{s} stops, looks back at the way {s} came and breathes',
      '{s} raises both arms, celebrating against the sky',
      'person',
      ['medium-wide', 'wide'],
      'mountain-road',
    ),
  ],
  after: [
    moment(
      '{N} is standing by {window}, where it all began',
      'light moves across {p} face and {s} turns into it',
      '{s} is smiling, shoulders low, in no hurry',
      'person',
      MEDIUM,
    ),
    moment(
      '{N} is walking through {place} towards us',
      '{s} touches {surface} in passing',
      '{s} walks out of the picture, leaving the light',
      'person',
      WIDE,
    ),
  ],
  share: [
    moment(
      '{N} is standing among friends {inPlace}',
      'someone says a word and laughter goes round',
      '{s} is looking from face to face, smiling',
      'person',
      WIDE,
    ),
  ],
  mystery: [],
  build: [],
  reveal: [],
  showcase: [],
  proof: [
    moment(
      '{N} is standing among strangers {inPlace}, {t} in front of {o}',
      'one after another they turn and look straight at us',
      'a whole row of calm faces, {N} at the end of it',
      'both',
      WIDE,
    ),
    moment(
      'a stranger\u2019s hands hold {t} up to the light',
      'they pass it on to another pair of hands',
      '{t} arrives in {N}\u2019s hands',
      'both',
      CLOSE,
    ),
  ],
  act: [],
});
