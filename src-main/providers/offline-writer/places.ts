/** Where scenes happen, in words that a storyboard artist and a reader of prompts both understand. */
import type { PlaceKey, TimeKey } from './kinds/kind.ts';

export interface PlaceWords {
  /** "the kitchen", for running text. */
  the: string;
  /** Noun for the setting line. */
  noun: string;
  surface: string;
  window: string;
  /** What stands behind the subject. */
  behind: string;
  /** What moves in the air there. */
  air: string;
  indoors: boolean;
  /** "in" the kitchen, "on" the beach. */
  on: 'in' | 'on';
}

export const places: Readonly<Record<PlaceKey, PlaceWords>> = {
  kitchen: {
    the: 'the kitchen',
    noun: 'kitchen',
    surface: 'the counter',
    window: 'the window',
    behind: 'open wooden shelves and a tiled wall behind',
    air: 'fine dust drifting in the light',
    indoors: true,
    on: 'in',
  },
  'living-room': {
    the: 'the living room',
    noun: 'living room',
    surface: 'the table',
    window: 'the window',
    behind: 'a bookcase and a linen curtain behind',
    air: 'dust turning slowly in the light',
    indoors: true,
    on: 'in',
  },
  bedroom: {
    the: 'the bedroom',
    noun: 'bedroom',
    surface: 'the dresser',
    window: 'the window',
    behind: 'a pale wall and crumpled sheets behind',
    air: 'a curtain breathing in the draught',
    indoors: true,
    on: 'in',
  },
  bathroom: {
    the: 'the bathroom',
    noun: 'bathroom',
    surface: 'the basin',
    window: 'the frosted window',
    behind: 'pale tiles and a round mirror behind',
    air: 'a trace of steam in the air',
    indoors: true,
    on: 'in',
  },
  cafe: {
    the: 'the café',
    noun: 'corner café',
    surface: 'the table',
    window: 'the shop window',
    behind: 'a wooden bar and hanging lamps behind',
    air: 'steam rising behind the bar',
    indoors: true,
    on: 'in',
  },
  office: {
    the: 'the office',
    noun: 'office',
    surface: 'the desk',
    window: 'the tall window',
    behind: 'rows of desks and grey shelves behind',
    air: 'still air and a blinking light',
    indoors: true,
    on: 'in',
  },
  street: {
    the: 'the street',
    noun: 'city street',
    surface: 'a low wall',
    window: 'a shop window',
    behind: 'a row of brick fronts and parked bicycles behind',
    air: 'leaves skittering along the kerb',
    indoors: false,
    on: 'in',
  },
  shop: {
    the: 'the shop',
    noun: 'small shop',
    surface: 'the counter',
    window: 'the shop window',
    behind: 'lined shelves and a brass rail behind',
    air: 'dust drifting in front of the shelves',
    indoors: true,
    on: 'in',
  },
  gym: {
    the: 'the gym',
    noun: 'gym',
    surface: 'the bench',
    window: 'the high window',
    behind: 'a brick wall and racked weights behind',
    air: 'chalk dust hanging in the light',
    indoors: true,
    on: 'in',
  },
  forest: {
    the: 'the forest',
    noun: 'forest path',
    surface: 'a mossy stone',
    window: 'a gap between the trees',
    behind: 'tall trunks fading into mist behind',
    air: 'mist moving between the trunks',
    indoors: false,
    on: 'in',
  },
  beach: {
    the: 'the beach',
    noun: 'wide beach',
    surface: 'a flat rock',
    window: 'the open sea',
    behind: 'low surf and a pale horizon behind',
    air: 'sea spray and blown sand',
    indoors: false,
    on: 'on',
  },
  'mountain-road': {
    the: 'the mountain road',
    noun: 'mountain road',
    surface: 'the stone parapet',
    window: 'the open valley',
    behind: 'layered ridges and a wide sky behind',
    air: 'thin mist rising from the valley',
    indoors: false,
    on: 'on',
  },
  studio: {
    the: 'the studio',
    noun: 'dark studio',
    surface: 'a black mirror plinth',
    window: 'a tall softbox',
    behind: 'a seamless dark backdrop behind',
    air: 'fine haze in the beam',
    indoors: true,
    on: 'in',
  },
  abstract: {
    the: 'the darkness',
    noun: 'abstract black space',
    surface: 'a black mirror surface',
    window: 'a blade of light',
    behind: 'nothing but black behind',
    air: 'fine particles crossing the light',
    indoors: true,
    on: 'in',
  },
};

const outdoors: Readonly<Record<TimeKey, string>> = {
  dawn: 'at dawn',
  morning: 'clear morning',
  day: 'midday sun',
  'golden-hour': 'golden hour',
  dusk: 'at dusk',
  night: 'at night',
};
const indoors: Readonly<Record<TimeKey, [bright: string, grey: string]>> = {
  dawn: ['Dim', 'Dark'],
  morning: ['Sunlit', 'Grey'],
  day: ['Bright', 'Flat-lit'],
  'golden-hour': ['Golden', 'Dull'],
  dusk: ['Lamp-lit', 'Gloomy'],
  night: ['Candle-lit', 'Dark'],
};
const timeWords: Readonly<Record<TimeKey, string>> = {
  dawn: 'dawn',
  morning: 'morning',
  day: 'midday',
  'golden-hour': 'golden hour',
  dusk: 'dusk',
  night: 'night',
};

/** Where a tale says it happens, in its own words: "on" and "the moon". */
export interface OwnPlace {
  preposition: string;
  the: string;
}

/** The setting line of a scene, e.g. "Sunlit kitchen, morning" or "City street in the rain, dusk". */
export function settingLine(place: PlaceKey, time: TimeKey, grey: boolean, weather: string | null, own: OwnPlace | null): string {
  if (place === 'abstract') return 'Abstract black space at night, a single light source';
  if (place === 'studio') return 'Dark studio at night, a single light source';
  const words = places[place];
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  if (own !== null) return `${capital(own.preposition)} ${own.the}${weather === null ? '' : `, ${weather}`}, ${timeWords[time]}`;
  if (words.indoors)
    return `${indoors[time][grey ? 1 : 0]} ${words.noun}, ${timeWords[time]}${weather === null ? '' : `, ${weather} against the window`}`;
  if (weather !== null) return `${capital(words.noun)} in the ${weather}, ${timeWords[time]}`;
  return `${capital(words.noun)}${time === 'dawn' || time === 'dusk' || time === 'night' ? ' ' : ', '}${outdoors[time]}`;
}
