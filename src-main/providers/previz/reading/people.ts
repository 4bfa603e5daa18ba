/** People in words: who they are, what they do, where they look. */
import type { FigureSpec, Hex, PoseKind } from '#domain/picture.ts';
import { chance, hashText } from '../chance.ts';
import { colourBefore, coloursIn } from './colours.ts';
import { atMoment, findAll, plain, strongest } from './words.ts';
import type { Lexicon } from './words.ts';

const builds: Lexicon<FigureSpec['build']> = [
  [
    'heavy',
    /\b(?:heavy(?:set)?|stout|overweight|large build|plump|round(?:ed)? (?:build|figure|body|belly)|portly|full[ -]figured|curvy)\b/,
  ],
  ['broad', /\b(?:broad(?:[ -]shouldered)?|muscular|athletic build|stocky|burly|strong build|powerful|sturdy)\b/],
  ['slim', /\b(?:slim|slender|thin|petite|lean|willowy|lanky|slight|wiry|athletic)\b/],
  ['medium', /\b(?:medium|average) (?:build|frame|height)\b/],
];
const feminine =
  /\b(?:woman|women|girl|she|her|hers|mother|mom|mum|wife|daughter|sister|grandmother|lady|female|actress|businesswoman|queen|aunt|bride|waitress)\b/;
const masculine =
  /\b(?:man|men|boy|he|him|his|father|dad|husband|son|brother|grandfather|gentleman|guy|male|businessman|king|uncle|groom|waiter)\b/;
const ages: Lexicon<FigureSpec['age']> = [
  ['child', /\b(?:child|kid|toddler|little (?:girl|boy)|young (?:girl|boy)|schoolgirl|schoolboy)\b/],
  [
    'senior',
    /\b(?:elderly|senior|old (?:man|woman)|grand(?:mother|father|ma|pa)|retired|silver-haired|white-haired|in (?:her|his|their) (?:seventies|eighties|70s|80s))\b/,
  ],
  [
    'middle',
    /\b(?:middle[ -]aged|in (?:her|his|their) (?:(?:early |mid |late |mid-|late-)?(?:forties|fifties|40s|50s|sixties|60s))|mature)\b/,
  ],
  [
    'young',
    /\b(?:teen\w*|young (?:man|woman|adult|person)|student|in (?:her|his|their) (?:(?:early |mid |mid-)?(?:twenties|20s))|youthful)\b/,
  ],
  ['adult', /\b(?:adult|in (?:her|his|their) (?:(?:early |mid |late |mid-|late-)?(?:thirties|30s)|late[ -](?:twenties|20s)))\b/],
];
const styles: Lexicon<FigureSpec['hair']['style']> = [
  ['bald', /\b(?:bald|shaved head|clean-shaven head|no hair)\b/],
  ['covered', /\b(?:hijab|headscarf|head ?scarf|turban|beanie|hooded|veil|cap)\b/],
  ['afro', /\b(?:afro|natural hair|coily|kinky)\b/],
  ['curly', /\b(?:curl(?:y|s|ed)|ringlets|wavy curls|frizzy)\b/],
  ['bun', /\b(?:bun|updo|top ?knot|hair (?:tied|pinned|pulled) up|chignon)\b/],
  ['ponytail', /\b(?:pony ?tail|braid(?:ed|s)?|plait|hair (?:tied|pulled) back)\b/],
  ['bob', /\b(?:bob|chin[ -]length|shoulder[ -]length|lob|jaw[ -]length)\b/],
  ['short', /\b(?:short|cropped|crew cut|buzz(?:ed)? ?cut|pixie|close-cut|fade|undercut|side part)\b/],
  ['long', /\b(?:long|flowing|waist[ -]length|past (?:her|his|their) shoulders)\b/],
];
const hairColours: readonly (readonly [RegExp, Hex])[] = [
  [/\b(?:jet[ -]black|black)\b/, '#1d1a1c'],
  [/\b(?:dark brown|deep brown|espresso)\b/, '#33231b'],
  [/\b(?:light brown|chestnut|hazel(?:nut)?|caramel)\b/, '#7a5234'],
  [/\b(?:brown|brunette|chocolate)\b/, '#4f3424'],
  [/\b(?:strawberry blonde?)\b/, '#c98a52'],
  [/\b(?:blonde?|golden|honey|sandy|flaxen)\b/, '#c9a05c'],
  [/\b(?:auburn|copper|red(?:dish)?|ginger)\b/, '#8f4526'],
  [/\b(?:silver|gr[ea]y(?:ing)?|salt[ -]and[ -]pepper|white)\b/, '#a9a6a3'],
  [/\b(?:pink)\b/, '#c9788f'],
  [/\b(?:blue)\b/, '#4a648f'],
];
const naturalHair: readonly Hex[] = ['#2a1e1a', '#3a281f', '#523626', '#1f1b1c', '#6b4629'];

const garments: readonly (readonly ['top' | 'bottom' | 'both', RegExp])[] = [
  ['both', /\b(?:dress|jumpsuit|overalls|robe|gown|suit|pyjamas|pajamas|tracksuit|uniform|scrubs|sari)\b/g],
  ['bottom', /\b(?:jeans|trousers|pants|skirt|shorts|leggings|chinos|slacks|joggers|sweatpants)\b/g],
  [
    'top',
    /\b(?:sweater|jumper|shirt|t-?shirt|tee|blouse|hoodie|jacket|coat|cardigan|top|turtleneck|blazer|vest|sweatshirt|tank(?: top)?|pullover|parka|apron|polo|henley|tunic|knit|raincoat|trench)\b/g,
  ],
];

function readSkin(text: string, random: () => number): FigureSpec['skin'] {
  const types: Record<string, FigureSpec['skin']> = {
    '1': 1,
    '2': 2,
    '3': 3,
    '4': 4,
    '5': 5,
    '6': 6,
    i: 1,
    ii: 2,
    iii: 3,
    iv: 4,
    v: 5,
    vi: 6,
  };
  const type = /\b(?:fitzpatrick|skin)(?:\s+(?:skin|phototype))?\s*(?:type|tone)?\s*[:(]?\s*(vi|iv|v|iii|ii|i|[1-6])\b/.exec(text);
  const written = type?.[1] ? types[type[1]] : undefined;
  if (written) return written;
  const tones: readonly (readonly [RegExp, FigureSpec['skin']])[] = [
    [/\b(?:very dark|deep (?:brown|ebony)|ebony|dark[ -]skinned|dark skin|deep skin)\b/, 6],
    [
      /\b(?:black (?:man|woman|girl|boy)|african(?:[ -]american)?|nigerian|ghanaian|kenyan|brown skin|rich brown|deep tan|ethiopian|jamaican)\b/,
      5,
    ],
    [
      /\b(?:south asian|indian|pakistani|sri lankan|middle eastern|arab|moroccan|olive[ -]brown|caramel skin|latin[ao]|hispanic|mexican|brazilian|filipin[ao]|indonesian|tan(?:ned)? skin|bronzed)\b/,
      4,
    ],
    [
      /\b(?:mediterranean|olive|east asian|chinese|japanese|korean|vietnamese|thai|italian|greek|turkish|light brown skin|medium skin|asian)\b/,
      3,
    ],
    [/\b(?:very pale|porcelain|pale|freckled|irish|scottish)\b/, 1],
    [/\b(?:fair|light[ -]skinned|light skin|caucasian|white (?:man|woman)|european|scandinavian|nordic)\b/, 2],
  ];
  const found = tones.find(([pattern]) => pattern.test(text));
  if (found) return found[1];
  const spread = [2, 3, 4, 5, 3, 6, 2, 4] as const;
  return spread[Math.floor(random() * spread.length)] ?? 3;
}

function readAge(text: string): FigureSpec['age'] | null {
  const figure = /\b(\d{1,2})[- ]?(?:years?[- ]old|year-old|yo\b|y\/o)|\baged? (\d{1,2})\b|,\s(\d{2}),/.exec(text);
  const value = Number(figure?.[1] ?? figure?.[2] ?? figure?.[3] ?? Number.NaN);
  if (!Number.isNaN(value)) return value < 13 ? 'child' : value < 27 ? 'young' : value < 42 ? 'adult' : value < 63 ? 'middle' : 'senior';
  return strongest([[text, 1]], ages);
}

const petWords = /\b(?:dogs?|pupp(?:y|ies)|cats?|kittens?|hound|terrier|retriever|labrador|collie|poodle|beagle|spaniel|bulldog|tabby)\b/;

/**
 * What a character is. Descriptions say it first when it is nobody human:
 * "Animal, fox: small, red", "Machine, delivery robot: …".
 */
export function readNature(name: string, description: string): 'person' | 'pet' | 'animal' | 'machine' {
  const text = plain(description).trim();
  const declared = /^(animal|machine)\b\s*[,:(-]*\s*([^:.;]*)/.exec(text);
  if (!declared) return 'person';
  if (declared[1] === 'machine') return 'machine';
  return petWords.test(`${declared[2] ?? ''} ${plain(name)}`) ? 'pet' : 'animal';
}

/** Looks that stay through the film, from the story's description; what it leaves open follows the name. */
export function readLooks(name: string, description: string): Omit<FigureSpec, 'pose' | 'gaze' | 'expression'> {
  const text = plain(`${name}. ${description}`);
  const random = chance(hashText(text.slice(0, 200)));
  const isFeminine = feminine.test(text);
  const isMasculine = masculine.test(text);
  const f = feminine.exec(text)?.index ?? Infinity;
  const m = masculine.exec(text)?.index ?? Infinity;
  const presentation =
    isFeminine || isMasculine
      ? f < m
        ? 'feminine'
        : 'masculine'
      : /\b(?:androgynous|non-?binary|they)\b/.test(text)
        ? 'neutral'
        : random() < 0.5
          ? 'feminine'
          : 'masculine';
  const age = readAge(text) ?? 'adult';
  const hairAt = /\bhair\b|\bbun\b|\bpony ?tail\b|\bbob\b|\bcurls\b|\bafro\b|\bbald\b|\bbraids?\b|\bhijab\b|\bbeanie\b/.exec(text);
  const hairText = hairAt ? text.slice(Math.max(0, hairAt.index - 48), hairAt.index + 44) : '';
  const written = strongest(
    [
      [hairText, 2],
      [/\b(?:bald|afro|hijab|turban|ponytail|bun|braid)/.test(text) ? text : '', 0.5],
    ],
    styles,
  );
  const style =
    written ??
    (presentation === 'feminine' ? ((['long', 'bob', 'bun', 'curly', 'long'] as const)[Math.floor(random() * 5)] ?? 'long') : 'short');
  // Only what stands before the word: "brown hair, green eyes" has brown hair.
  const colourText = hairAt ? text.slice(Math.max(0, hairAt.index - 40), hairAt.index + 8) : '';
  const hairColour =
    hairColours.find(([pattern]) => pattern.test(colourText))?.[1] ??
    (/silver|gr[ea]y|white/.test(hairText) || age === 'senior'
      ? '#a9a6a3'
      : (naturalHair[Math.floor(random() * naturalHair.length)] ?? '#3a281f'));
  const words = coloursIn(text);
  let top: Hex | null = null;
  let bottom: Hex | null = null;
  let jeans = false;
  for (const [part, pattern] of garments) {
    for (const match of text.matchAll(pattern)) {
      const colour = colourBefore(words, match.index, 30);
      if (match[0] === 'jeans') jeans = true;
      if (!colour) continue;
      if (part !== 'bottom') top ??= colour;
      if (part !== 'top') bottom ??= colour;
    }
  }
  const tops: readonly Hex[] = ['#d9cdb8', '#7d8fa3', '#b5695a', '#5f7f6f', '#c8a36a', '#8a7a94', '#e6dccb'];
  const bottoms: readonly Hex[] = ['#3a4358', '#4a4440', '#34383f', '#6a6257'];
  return {
    build: strongest([[text, 1]], builds) ?? 'medium',
    presentation,
    age,
    hair: { style, color: hairColour },
    skin: readSkin(text, random),
    top: top ?? tops[Math.floor(random() * tops.length)] ?? '#d9cdb8',
    bottom: bottom ?? (jeans ? '#44597a' : (bottoms[Math.floor(random() * bottoms.length)] ?? '#3a4358')),
    glasses: /\b(?:glasses|spectacles|eyeglasses)\b/.test(text) && !/\bsun ?glasses\b/.test(text),
    beard: /\b(?:beard(?:ed)?|stubble|goatee|mou?stache)\b/.test(text),
  };
}

const poses: Lexicon<PoseKind> = [
  [
    'drinking',
    /\b(?:sip(?:s|ping)?|drinks?|drinking|takes? (?:a|her first|his first|the first|another) (?:sip|drink|taste)|tast(?:es|ing)|savou?r(?:s|ing)?|brings? (?:it|the (?:mug|cup|bottle|glass)) to (?:her|his|their) lips|lifts? (?:it|the (?:mug|cup)) to)\b/,
  ],
  ['running', /\b(?:runs?|running|sprint(?:s|ing)?|jog(?:s|ging)?|rac(?:es|ing)|dash(?:es|ing)?)\b/],
  [
    'walking',
    /\b(?:walk(?:s|ing)?|strid(?:es|ing)|stroll(?:s|ing)?|approach(?:es|ing)?|steps? (?:into|out|through|forward|off|outside|inside)|wander(?:s|ing)?|enters?|crosses|paces|arrives|leaves|heads? (?:out|for|to))\b/,
  ],
  [
    'celebrating',
    /\b(?:celebrat\w*|cheer(?:s|ing)?|rais(?:es|ing) (?:her|his|their|both) (?:arms|hands|fists?)|jump(?:s|ing)? (?:for joy|up)|danc(?:es|ing)|throws? (?:her|his|their) (?:arms|hands)|pumps? (?:her|his|a) fist|triumph\w*|arms (?:raised|in the air|up))\b/,
  ],
  ['stretching', /\b(?:stretch(?:es|ing)?|yoga|yawns?|arms overhead|warms? up|lunges?|wakes? up|waking up|push-?ups?|squats?)\b/],
  [
    'slumped',
    /\b(?:slump(?:s|ed|ing)?|slouch(?:es|ed|ing)?|collaps(?:es|ed)|rubs? (?:her|his|their) (?:eyes|temples|face|forehead)|head in (?:her|his|their) hands|hunched|exhausted|sigh(?:s|ing)|drag(?:s|ging)|sinks? into|stares? (?:blankly|wearily))\b/,
  ],
  [
    'working',
    /\b(?:typ(?:es|ing)|work(?:s|ing)(?: (?:at|on))?|writ(?:es|ing)|stud(?:ies|ying)|draw(?:s|ing)|cook(?:s|ing)|chop(?:s|ping)|paint(?:s|ing)|scroll(?:s|ing)?|taps?|swip(?:es|ing)|read(?:s|ing)|pour(?:s|ing)?|appl(?:ies|ying)|stir(?:s|ring)?|knead\w*|sketch(?:es|ing)|prepar(?:es|ing)|unbox(?:es|ing)|checks? (?:her|his|the) (?:phone|watch|laptop))\b/,
  ],
  [
    'presenting',
    /\b(?:present(?:s|ing)?|show(?:s|ing)? (?:the|her|his|it|off)|demonstrat\w*|reveal(?:s|ing)|offer(?:s|ing)?|hands? (?:it|the)|gestures?|gesturing|points? (?:to|at)|explain(?:s|ing)?|speaks? to (?:the )?camera|talks? to (?:the )?camera|introduc(?:es|ing))\b/,
  ],
  [
    'reaching',
    /\b(?:reach(?:es|ing)?|grab(?:s|bing)?|picks? up|picking up|takes? (?:the|her|his|it|a)|extends? (?:her|his|a)|touch(?:es|ing)?|open(?:s|ing)?|grasp(?:s|ing)?|places?|placing|puts? (?:down|on|it|the)|sets? (?:it|the|down|her|his))\b/,
  ],
  [
    'holding',
    /\b(?:hold(?:s|ing)?|cradl(?:es|ing)|clutch(?:es|ing)?|hug(?:s|ging)?|wraps? (?:her|his|their|both) hands|embrac(?:es|ing)|carr(?:ies|ying)|lift(?:s|ing)?|grip(?:s|ping)?|with (?:the|a|her|his) \w+ in hand|raises? (?:the|her|his) (?:mug|cup|glass|bottle|phone)|smell(?:s|ing)?|inhal(?:es|ing)?)\b/,
  ],
  ['arms-crossed', /\b(?:arms crossed|crosses (?:her|his|their) arms|folded arms|arms folded|stands? (?:confidently|proud(?:ly)?|tall))\b/],
  [
    'looking-up',
    /\b(?:looks? up|looking up|gaz(?:es|ing) up(?:ward)?|stares? up|tilts? (?:her|his|their) (?:head|face) (?:up|back)|lifts? (?:her|his|their) (?:head|face|chin|eyes|gaze))\b/,
  ],
  [
    'looking-away',
    /\b(?:looks? (?:out|away|off|into the distance|toward|over)|looking (?:out|away|off)|gaz(?:es|ing) (?:out|away|into|at the (?:horizon|sea|city))|stares? (?:out|into|off)|watch(?:es|ing) the|turns? away|daydream\w*|contemplat\w*|reflect(?:s|ing))\b/,
  ],
  [
    'sitting',
    /\b(?:sits?|sitting|seated|lounges?|lounging|relax(?:es|ing)|rests?|resting|at (?:the|her|his) (?:desk|table|counter)|curled up|perched|leans? back|kneels?|meditat\w*)\b/,
  ],
  ['standing', /\b(?:stands?|standing|waits?|waiting|leans?|leaning|pauses?|paus(?:ing)|stops?)\b/],
];
/** Standing and sitting say how, other verbs say what: what counts more. */
const stances: ReadonlySet<PoseKind> = new Set(['standing', 'sitting', 'looking-away', 'looking-up']);

/** What the person does at the scene's start (0) and end (1). */
export function readPose(action: string, moment: number): PoseKind | null {
  const found = findAll(action, poses);
  const doing = found.filter((entry) => !stances.has(entry.meaning));
  if (moment < 0.5) {
    const first = found[0];
    if (!first) return null;
    // "Sits and types": she types from the first instant, unless the doing comes a sentence later.
    const next = doing[0];
    return stances.has(first.meaning) &&
      next &&
      next.at - first.at < 60 &&
      !/[.;]|\b(?:then|later|before|until|finally)\b/.test(plain(action).slice(first.at, next.at))
      ? next.meaning
      : first.meaning;
  }
  const last = found[found.length - 1];
  if (!last) return null;
  const lastDoing = doing[doing.length - 1];
  return stances.has(last.meaning) && lastDoing && last.at - lastDoing.at < 30 ? lastDoing.meaning : last.meaning;
}

const gazes: Lexicon<FigureSpec['gaze']> = [
  [
    'closed',
    /\b(?:eyes closed|closes? (?:her|his|their) eyes|closed eyes|savou?r(?:s|ing)|inhal(?:es|ing)|breathes? (?:in|deeply)|asleep|sleeping|sleeps|eyes shut|meditat\w*|blissful\w*)\b/,
  ],
  [
    'camera',
    /\b(?:(?:to|at|into|toward) (?:the )?(?:camera|lens|viewer)|direct gaze|meets? (?:the|our) (?:gaze|camera)|faces (?:the )?camera)\b/,
  ],
  [
    'up',
    /\b(?:looks? up|looking up|gaz(?:es|ing) up\w*|at the (?:sky|stars|ceiling)|upward|lifts? (?:her|his|their) (?:head|face|chin|gaze))\b/,
  ],
  [
    'down',
    /\b(?:looks? down|looking down|reads?|reading|writ(?:es|ing)|typ(?:es|ing)|scroll\w*|head (?:bowed|down)|downcast|at (?:the|her|his) (?:floor|hands|ground|screen|book|page|letter))\b/,
  ],
  [
    'product',
    /\b(?:(?:looks?|looking|gaz\w*|glanc\w*|star(?:es|ing)|admir\w*|examin\w*|inspect\w*|discover\w*|notic\w*|reach\w*|picks? up|hold\w*|unbox\w*|study\w*) (?:at |for )?(?:it|the|her|his)\b)/,
  ],
  ['left', /\b(?:out (?:of )?(?:the |a )?window|into the distance|off[ -]camera|at the horizon|away|over (?:her|his) shoulder)\b/],
];

/** Where the person looks; `aside` is the side a look out of the picture goes to, towards the light. */
export function readGaze(action: string, moment: number, hasThing: boolean, aside: 'left' | 'right'): FigureSpec['gaze'] {
  const found = atMoment(action, gazes, moment);
  if (found === 'left') return aside;
  if (found === 'product' && !hasThing) return aside;
  return found ?? (hasThing ? 'product' : aside);
}
