/** Places, air and company in words. */
import type { PictureSpec, SettingKind } from '#domain/picture.ts';
import { findAll, strongest } from './words.ts';
import type { Lexicon } from './words.ts';

const places: Lexicon<SettingKind | 'street'> = [
  [
    'studio',
    /\b(?:photo studio|studio(?! apartment| flat)|seamless|cyclorama|backdrop|plinth|pedestal|podium|infinity cove|black background|white background|plain background|(?:black|dark) velvet)\b/,
    1.3,
  ],
  [
    'mountain-road',
    /\b(?:mountain[ -]road|mountains?|alpine|winding road|highway|country road|hairpin|cliff(?:side)?|canyon|open road|ridge|valley|summit|peak|desert|trailhead|scenic road|coastal road|road)\b/,
    1.05,
  ],
  ['street-night', /\b(?:neon|night street|street at night|city at night|rain-soaked street|nightlife|night city)\b/, 1.6],
  ['cafe', /\b(?:cafes?|coffee ?shop|coffee ?house|coffee bar|bistro|restaurant|diner|bar counter|pub|tea ?room|espresso bar)\b/, 1.4],
  [
    'shop',
    /\b(?:shop(?:s|ping)?|store|boutique|market(?!ing)|supermarket|bakery|patisserie|chocolatier|chocolaterie|retail|mall|showroom|counter display|bookshop|library|gallery|museum|atelier|workshop|greenhouse)\b/,
  ],
  [
    'kitchen',
    /\b(?:kitchen\w*|countertops?|stove|cooking|breakfast (?:table|bar|nook)|dining (?:table|room)|kitchen table|sink|oven|pantry)\b/,
    1.2,
  ],
  ['bathroom', /\b(?:bath ?room|bath|shower|vanity|washbasin|spa|powder room|mirror(?:ed)? vanity)\b/, 1.2],
  ['bedroom', /\b(?:bed ?room|bed(?:side|s)?|duvet|pillows?|nightstand|hotel room|nursery|dorm(?: room)?)\b/, 1.2],
  [
    'living-room',
    /\b(?:living[ -]?room|lounge|sofa|couch|armchair|fireplace|home interior|apartment|flat|loft|house|home|hallway|porch|attic|playroom|at home|family room|window seat|reading nook)\b/,
  ],
  [
    'office',
    /\b(?:offices?|desk|workspace|meeting room|boardroom|cubicle|co-?working|startup|conference|classroom|school|lecture|laboratory|lab|clinic|hospital|control room|server room|home office|home studio desk|workstation)\b/,
    1.1,
  ],
  [
    'gym',
    /\b(?:gym|fitness (?:studio|cent(?:er|re))|weights?|treadmill|locker room|yoga studio|dance studio|training hall|boxing|stadium|arena|court|track|garage|warehouse|factory)\b/,
    1.25,
  ],
  [
    'forest',
    /\b(?:forests?|woods|woodland|trees|park|garden|meadow|trail|jungle|orchard|field|grass(?:land|y)?|backyard|countryside|nature|campsite|river(?:bank)?|lake(?:side)?|vineyard|farm|path through)\b/,
  ],
  [
    'beach',
    /\b(?:beach|seaside|ocean|sea|shore(?:line)?|coast(?:line|al)?|sand|waves|surf|dunes?|island|harbou?r|pier|poolside|swimming pool|tropical)\b/,
    1.1,
  ],
  [
    'abstract',
    /\b(?:abstract|void|infinite|space|cosmic|particles|dreamscape|light tunnel|gradient|digital world|data|interface close|surreal|liquid)\b/,
  ],
  [
    'street',
    /\b(?:streets?|pavement|sidewalk|city(?:scape)?|urban|downtown|alley|crosswalk|crossing|plaza|square|avenue|boulevard|rooftop|bridge|train|station|subway|metro|bus stop|taxi|airport|skyline|neighbou?rhood|town|village|commute|bike lane|outdoors?|terrace|balcony)\b/,
  ],
];
const nights = /\b(?:night(?:time|fall)?|midnight|after dark|moon(?:lit|light)|late evening|neon|2 ?am|3 ?am)\b/;

/** Where a scene happens. Places we do not know become a studio: neutral, never wrong. */
export function readSetting(setting: string, action: string, extra: string): SettingKind {
  const found = strongest(
    [
      [setting, 4],
      [action, 1],
      [extra, 0.4],
    ],
    places,
  );
  if (found === 'street' || found === 'street-night' || found === 'street-day') {
    return found === 'street-night' || nights.test(`${setting} ${extra}`.toLowerCase()) ? 'street-night' : 'street-day';
  }
  return found ?? 'studio';
}

const crowds: Lexicon<'one' | 'few' | 'many'> = [
  [
    'many',
    /\b(?:crowd(?:ed|s)?|audience|dozens|hundreds|thousands|millions|bustling|busy (?:street|market|station|cafe|sidewalk|office|gym)|packed|onlookers|marathon runners|fans|spectators|passengers|commuters)\b/,
  ],
  [
    'few',
    /\b(?:friends|group|team(?:mates)?|colleagues|co-?workers|guests|families|family|customers|people|passers-by|strangers|students|children|kids|neighbou?rs|users|runners|diners|members)\b/,
  ],
  [
    'one',
    /\b(?:couple|two-shot|two shot|partner|friend|husband|wife|boyfriend|girlfriend|mother|father|daughter|son|sister|brother|barista|waiter|coach|another (?:man|woman|person)|together|stranger|colleague|each other)\b/,
  ],
];

/** How many other people are about. */
export function readExtras(text: string): number {
  const found = findAll(text, crowds).map((entry) => entry.meaning);
  if (found.includes('many')) return 5;
  if (found.includes('few')) return 3;
  return found.includes('one') ? 1 : 0;
}

const airs: Lexicon<PictureSpec['atmosphere']> = [
  ['rain', /\b(?:rain(?:y|ing|drops|-soaked|fall|s)?|downpour|drizzle|storm(?:y)?)\b/],
  ['snow', /\b(?:snow(?:y|ing|flakes|fall|s)?|blizzard|flurries|winter storm)\b/],
  ['mist', /\b(?:mist(?:y)?|fog(?:gy)?|hazy|smoky|smoke machine|low cloud|vapou?r)\b/],
  ['sparkle', /\b(?:sparkl\w*|glitter\w*|shimmer\w*|twinkl\w*|confetti|fireflies|magical?|stardust|bokeh|golden particles|gold dust)\b/],
  ['dust', /\b(?:dust(?: motes| particles)?|motes|sunbeams?|god rays|light shafts?|shafts? of light|volumetric|pollen|flour|chalk)\b/],
];

/** What floats in the air. */
export function readAir(text: string): PictureSpec['atmosphere'] | null {
  return strongest([[text, 1]], airs);
}
