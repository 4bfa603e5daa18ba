/** Light and mood in words. */
import type { LightSpec, PictureSpec } from '#domain/picture.ts';
import { kelvinOf } from '../light.ts';
import { atMoment, findAll, plain, strongest } from './words.ts';
import type { Lexicon } from './words.ts';

const times: Lexicon<LightSpec['time']> = [
  [
    'golden-hour',
    /\b(?:golden[ -]hour|sunset|sundown|setting sun|late afternoon|magic hour|low sun|evening sun|golden light|golden sun\w*)\b/,
    1.3,
  ],
  ['dawn', /\b(?:dawn|sunrise|first light|daybreak|early morning|pre-dawn|breaking day)\b/, 1.2],
  ['dusk', /\b(?:dusk|twilight|blue hour|nightfall|evening|gloaming)\b/],
  ['night', /\b(?:night(?:time)?|midnight|moon(?:lit|light)|after dark|neon|starlit|candle(?:lit|light)|late at night|nocturnal)\b/, 1.2],
  ['morning', /\b(?:morning|breakfast|sunlit|sunny|awakening|wakes? up)\b/],
  ['day', /\b(?:day(?:light|time)?|noon|midday|afternoon|overcast|bright sun|lunch)\b/],
];
const directions: Lexicon<LightSpec['direction']> = [
  [
    'back',
    /\b(?:back[ -]?li(?:t|ght(?:ing|s)?)|from behind|behind (?:her|him|them|the (?:subject|character|product))|silhouett\w*|contre[ -]jour|rim[ -]li(?:t|ght(?:ing)?)|halo|against the light)\b/,
  ],
  [
    'top',
    /\b(?:top[ -]?light(?:ing)?|from above|overhead (?:light|softbox|lamp|spot\w*|key|source)s?|skylight|from overhead|spotlight from above|single spotlight|pendant light|pool of light|down-?light\w*)\b/,
  ],
  [
    'left',
    /\b(?:from (?:the )?(?:camera |frame |screen )?left|(?:camera|frame|screen)[ -]left|left[ -]side|left[ -]hand|on the left|at left|left (?:window|key)|to the left|left)\b/,
  ],
  [
    'right',
    /\b(?:from (?:the )?(?:camera |frame |screen )?right|(?:camera|frame|screen)[ -]right|right[ -]side|right[ -]hand|on the right|at right|right (?:window|key)|to the right|right)\b/,
  ],
  [
    'front',
    /\b(?:front(?:al|[ -]lit|[ -]light\w*)?|flat (?:light|lighting)|ring light|beauty dish|on-camera|screen glow|face light|clamshell|evenly lit|even light\w*|broad light)\b/,
  ],
];
const fills = /\b(?:fill|bounce|reflector|kicker|accent|edge|practical|secondary|separation|hair light)\b/;

/** Where the key comes from: the first source that is not a fill. */
function readDirection(text: string): LightSpec['direction'] | null {
  const clauses = plain(text).split(/[,;.]|\band\b|\bwith\b/);
  for (const clause of clauses) {
    if (fills.test(clause)) continue;
    const found = findAll(clause, directions)[0];
    if (found) return found.meaning;
  }
  return null;
}

const kelvinWords: readonly (readonly [RegExp, number])[] = [
  [/\b(?:candle\w*|firelight|fireplace|ember\w*)\b/, 2100],
  [/\b(?:tungsten|incandescent|lamplight|amber|very warm)\b/, 2900],
  [/\b(?:golden|sunset|honey(?:ed)?)\b/, 3300],
  [/\b(?:warm|cosy|cozy)\b/, 3700],
  [/\b(?:neutral|balanced)\b/, 5000],
  [/\b(?:moon\w*|blue hour|icy|cold)\b/, 7600],
  [/\b(?:cool|blue|overcast|shade|fluorescent|sterile|clinical)\b/, 6700],
  [/\b(?:daylight|natural)\b/, 5500],
];

/** Colour temperature in kelvin written or described, or null. */
export function readKelvin(text: string): number | null {
  const words = plain(text);
  const figure = /\b(\d{1,2})[ ,.]?(\d{3})\s*(?:°\s*)?(?:k\b|kelvin)/.exec(words);
  if (figure) {
    const value = Number(`${figure[1]}${figure[2]}`);
    if (value >= 1000) return Math.min(12_000, Math.max(1800, value));
  }
  for (const [pattern, kelvin] of kelvinWords) if (pattern.test(words)) return kelvin;
  return null;
}

const keys: Lexicon<'high' | 'low'> = [
  ['high', /\b(?:high[ -]key|bright|airy|luminous|radiant|well[ -]lit|crisp white|clean white|sun-?drenched|flooded with light|vibrant)\b/],
  [
    'low',
    /\b(?:low[ -]key|dark(?:ness)?|moody|dim(?:ly)?|noir|chiaroscuro|shadow(?:y|s)|silhouett\w*|single spotlight|black background|deep shadows|mysterious|gloom\w*|muted|candle\w*|black velvet)\b/,
  ],
];

/** Reads the light of a scene from its words; `outdoors` and `mood` fill in what they leave open. */
export function readLight(
  words: { setup: string; mood: string; temperature: string; setting: string; markers: string; action: string },
  fallback: { setting: PictureSpec['setting']; flip: boolean },
): LightSpec {
  const time =
    strongest(
      [
        [words.setting, 3],
        [words.setup, 2],
        [words.temperature, 1.4],
        [words.mood, 0.8],
        [words.markers, 0.5],
        [words.action, 0.6],
      ],
      times,
    ) ??
    (fallback.setting === 'street-night'
      ? 'night'
      : fallback.setting === 'studio' || fallback.setting === 'abstract' || fallback.setting === 'office' || fallback.setting === 'shop'
        ? 'day'
        : 'morning');
  const kelvin = readKelvin(words.temperature) ?? readKelvin(words.setup) ?? readKelvin(words.mood) ?? kelvinOf(time);
  const direction =
    readDirection(words.setup) ?? readDirection(words.mood) ?? readDirection(words.markers) ?? (fallback.flip ? 'right' : 'left');
  const text = plain(`${words.setup} ${words.mood}`);
  const soft = /\b(?:soft\w*|diffus\w*|gentle|overcast|hazy|glow\w*|even|sheer|window light|natural)\b/.exec(text);
  const hard = /\b(?:hard|harsh|direct sun\w*|crisp|spot(?:light)?|dramatic|contrast\w*|sharp shadows|stark|blazing|noir)\b/.exec(text);
  const quality = hard && (!soft || hard.index < soft.index) ? 'hard' : 'soft';
  const key = strongest(
    [
      [words.setup, 2],
      [words.mood, 1.5],
      [words.setting, 1],
    ],
    keys,
  );
  return {
    direction,
    quality,
    kelvin,
    time: fallback.setting === 'street-night' ? (time === 'dusk' ? 'dusk' : 'night') : time,
    key: key ?? (time === 'night' ? 'low' : 'normal'),
  };
}

const moods: Lexicon<PictureSpec['mood']> = [
  [
    'luxurious',
    /\b(?:luxur\w*|elegan\w*|opulen\w*|premium|sophisticat\w*|refined|sensual|indulgen\w*|glamou?r\w*|seductive|decadent|exclusive|desire)\b/,
  ],
  ['mysterious', /\b(?:myster\w*|intrigu\w*|enigma\w*|secret\w*|anticipat\w*|suspense\w*|curio\w*|teas\w*|eerie|unknown|quiet tension)\b/],
  [
    'tense',
    /\b(?:tens\w*|stress\w*|anxi\w*|frustrat\w*|overwhelm\w*|chao\w*|urgent|urgency|harsh|struggl\w*|worr\w*|conflict|pressure|agitat\w*|pain|danger\w*|restless|hectic|doubt)\b/,
  ],
  [
    'sad',
    /\b(?:sad\w*|lonel\w*|melanchol\w*|grief|loss|tired|exhaust\w*|weary|fatigue\w*|empty|longing|heavy|bleak|dull|defeat\w*|nostalg\w*|subdued|wistful|drained)\b/,
  ],
  [
    'epic',
    /\b(?:epic|heroic|triumph\w*|victor\w*|awe\w*|grand|majestic|power\w*|inspir\w*|cinematic scale|monumental|determin\w*|resolve|adventur\w*|call to)\b/,
  ],
  [
    'energetic',
    /\b(?:energ\w*|dynamic|vibran\w*|exhilarat\w*|excit\w*|electric|upbeat|bold|active|motivat\w*|momentum|fast|playful punch|confiden\w*)\b/,
  ],
  [
    'joyful',
    /\b(?:joy\w*|happ\w*|delight\w*|playful|celebrat\w*|cheer\w*|fun|laugh\w*|bliss\w*|euphor\w*|proud|pride|surpris\w*|wonder)\b/,
  ],
  [
    'fresh',
    /\b(?:fresh\w*|clean|crisp|bright|renew\w*|pure|hope\w*|optimis\w*|cool|invigorat\w*|airy|transform\w*|clarity|relie[fv]\w*)\b/,
  ],
  [
    'warm',
    /\b(?:warm\w*|cosy|cozy|intima\w*|tender\w*|love|loving|comfort\w*|connect\w*|togeth\w*|homely|affection\w*|gratitude|nurtur\w*|satisf\w*|content\w*|belong\w*|inviting)\b/,
  ],
  [
    'calm',
    /\b(?:calm\w*|peace\w*|quiet\w*|seren\w*|tranquil\w*|still\w*|gentle|reflective|soothing|relax\w*|contempl\w*|meditat\w*|dreamy|trust\w*)\b/,
  ],
];

/** The feeling of a scene. */
export function readMood(tone: string, light: string, overall: string): PictureSpec['mood'] {
  return (
    strongest(
      [
        [tone, 3],
        [light, 1.6],
        [overall, 0.7],
      ],
      moods,
    ) ?? 'calm'
  );
}

const expressions: Lexicon<'smile' | 'tired' | 'worried' | 'surprised' | 'determined' | 'calm'> = [
  [
    'smile',
    /\b(?:smil\w*|grin\w*|laugh\w*|joy\w*|happ\w*|delight\w*|beam\w*|cheer\w*|celebrat\w*|satisf\w*|content\w*|pleas\w*|proud\w*|warmly|amused)\b/,
  ],
  ['tired', /\b(?:tired\w*|yawn\w*|exhaust\w*|sleepy|weary|drowsy|groggy|slump\w*|fatigue\w*|rubs? (?:her|his|their) eyes|drained)\b/],
  [
    'worried',
    /\b(?:worr\w*|anxi\w*|frown\w*|stress\w*|frustrat\w*|overwhelm\w*|concern\w*|nervous\w*|sad(?:ly|ness)?|sigh\w*|panic\w*|doubt\w*|struggl\w*|lonely|upset)\b/,
  ],
  ['surprised', /\b(?:surpris\w*|astonish\w*|gasp\w*|amaz\w*|wonder|wide[ -]eyed|startl\w*|eyes widen|awe|in disbelief)\b/],
  [
    'determined',
    /\b(?:determin\w*|focus\w*|resolute|concentrat\w*|confiden\w*|intent(?:ly)?|fierce\w*|resolve|steely|driven|sets (?:her|his|their) jaw)\b/,
  ],
  ['calm', /\b(?:calm\w*|peace\w*|seren\w*|relax\w*|neutral|gentle|quiet\w*|exhal\w*|at ease)\b/],
];

/** The face at the scene's start or end; the action speaks first, then the tone. */
export function readExpression(
  action: string,
  tone: string,
  moment: number,
): 'smile' | 'tired' | 'worried' | 'surprised' | 'determined' | 'calm' {
  return atMoment(action, expressions, moment) ?? atMoment(tone, expressions, moment) ?? 'calm';
}
