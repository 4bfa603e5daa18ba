/** One light for the whole film, which changes only when the story does. */
import type { Lighting } from '#contract/model/story.ts';
import { places } from './places.ts';
import type { PlaceKey, TimeKey } from './kinds/kind.ts';
import type { BeatSlot } from './moments.ts';
import { pick } from './random.ts';
import type { Mood } from './reading.ts';

/** How a scene feels in light: `cool` for trouble, `dark` for secrets, `warm` for the rest; `turning` in between. */
export type LightFeel = 'cool' | 'turning' | 'warm' | 'dark' | 'glow';

export interface FilmLight {
  side: 'left' | 'right';
  time: TimeKey;
  warm: number;
  cool: number;
  mood: Mood | null;
  weather: string | null;
}

const WARM: Readonly<Record<TimeKey, number>> = { dawn: 3800, morning: 3600, day: 5200, 'golden-hour': 3200, dusk: 3000, night: 2900 };
const COOL: Readonly<Record<TimeKey, number>> = { dawn: 7000, morning: 6500, day: 6800, 'golden-hour': 6200, dusk: 7000, night: 7500 };

/** The film's light: key side, warm and cool colour temperature stay the same from the first scene to the last. */
export function filmLight(time: TimeKey, mood: Mood | null, weather: string | null, seed: string): FilmLight {
  return { side: pick(['left', 'right'] as const, `${seed}side`), time, warm: WARM[time], cool: COOL[time], mood, weather };
}

/** Feel of a beat. Without trouble in the film, everything before the turn is merely quieter. */
export function feelOf(slot: BeatSlot, sad: boolean): LightFeel {
  switch (slot) {
    case 'problem':
    case 'agitate':
      return 'cool';
    case 'mystery':
    case 'build':
      return 'dark';
    case 'reveal':
    case 'showcase':
      return 'glow';
    case 'open':
    case 'hook':
    case 'effort':
      return sad ? 'cool' : 'turning';
    case 'turn':
      return 'turning';
    case 'detail':
    case 'sense':
    case 'desire':
    case 'triumph':
    case 'after':
    case 'share':
    case 'proof':
    case 'act':
      return 'warm';
    default:
      return slot satisfies never;
  }
}

const TIME_LIGHT: Readonly<Record<TimeKey, string>> = {
  dawn: 'dawn',
  morning: 'morning',
  day: 'daylight',
  'golden-hour': 'golden hour',
  dusk: 'evening',
  night: 'lamp',
};

/** Lighting of one scene in words a gaffer would use, with direction, quality and Kelvin. */
export function lightScene(light: FilmLight, place: PlaceKey, wanted: LightFeel, openAir: boolean): Lighting {
  // Black space has no window and no sky: what is quiet elsewhere is dark there, what is warm glows.
  const black = place === 'abstract' || place === 'studio';
  const feel = !black || wanted === 'dark' || wanted === 'glow' ? wanted : wanted === 'warm' ? 'glow' : 'dark';
  const other = light.side === 'left' ? 'right' : 'left';
  const inside = places[place].indoors && !openAir;
  const town = place === 'street' && !openAir;
  const night = light.time === 'night' || light.time === 'dusk';
  switch (feel) {
    case 'cool':
      return {
        setup: inside
          ? `Flat overcast window light from the ${light.side}, almost no fill, long grey shadows`
          : night && town
            ? `Cold street lamps from the ${light.side}, deep shadows, wet reflections on the ground`
            : `Overcast sky light from the ${light.side}, low contrast, muted colours`,
        mood: 'Heavy, drained',
        colorTemperature: `Cool ${light.cool}K ${night ? 'night' : 'overcast'} light`,
      };
    case 'turning': {
      const kelvin = Math.round((light.warm * 0.6 + light.cool * 0.4) / 100) * 100;
      return {
        setup: inside
          ? night
            ? `Low soft lamp light from the ${light.side}, blue window light behind, shadows still deep`
            : `First soft window light from the ${light.side}, gentle fill from the ${other}, shadows still long`
          : light.weather !== null
            ? `Soft cloudy sky light from the ${light.side}, ${light.weather === 'rain' ? 'pale reflections on wet ground' : 'everything a little pale'}`
            : `Low soft light from the ${light.side}, open shade opposite, thin haze`,
        mood: 'Quiet, expectant',
        colorTemperature: `Neutral ${kelvin}K ${TIME_LIGHT[light.time]} light`,
      };
    }
    case 'warm':
      return {
        setup: inside
          ? night
            ? `Soft lamp light from the ${light.side}, warm bounce from the ${other}, faint rim on the hair`
            : `Soft window light from the ${light.side}, warm bounce fill from the ${other}, faint rim light on the edges`
          : light.weather !== null
            ? `Soft light breaking through cloud from the ${light.side}, ${light.weather === 'rain' ? 'reflections on wet ground, ' : ''}gentle rim light`
            : night && town
              ? `Warm street lamps from the ${light.side} as soft key, small lights behind, gentle rim light`
              : night
                ? `Warm fire-like glow from the ${light.side} as soft key, pale rim light from behind`
                : `Low sun from the ${light.side} as soft key, warm bounce from the ground, bright rim light`,
        mood: moodWords(light.mood),
        colorTemperature: `Warm ${light.warm}K ${TIME_LIGHT[light.time]} light`,
      };
    case 'dark':
      return {
        setup: 'Single hard rim light from behind, low-key, background falling to black',
        mood: 'Mysterious, held back',
        colorTemperature: `Cool ${Math.min(light.cool, 6000)}K rim light`,
      };
    case 'glow':
      return {
        setup: `Large soft key light from the ${light.side}, hard rim light from behind, controlled reflections on black`,
        mood: 'Luxurious, revealed',
        colorTemperature: 'Warm 3200K key light',
      };
    default:
      return feel satisfies never;
  }
}

function moodWords(mood: Mood | null): string {
  const words: Readonly<Record<Mood, string>> = {
    calm: 'Peaceful, unhurried',
    warm: 'Warm, intimate',
    energetic: 'Bright, energetic',
    tense: 'Taut, alert',
    sad: 'Tender, bittersweet',
    mysterious: 'Hushed, glowing',
    joyful: 'Joyful, open',
    epic: 'Epic, wide open',
    luxurious: 'Luxurious, poised',
    fresh: 'Fresh, clear',
  };
  return words[mood ?? 'warm'];
}
