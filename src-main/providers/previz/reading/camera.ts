/** Shot sizes, angles and lenses in words. */
import type { CameraAngle, Framing } from '#contract/model/primitives.ts';
import type { PictureSpec } from '#domain/picture.ts';
import { atMoment, plain } from './words.ts';
import type { Lexicon } from './words.ts';

const framings: Lexicon<Framing> = [
  [
    'extreme-close-up',
    /\b(?:extreme(?:ly)?[ -]close[ -]?ups?|big close[ -]?up|ecu|xcu|macro(?: shot| detail)?|extreme detail|insert(?: shot)?|detail shot)\b/,
  ],
  [
    'medium-close-up',
    /\b(?:medium[ -]close[ -]?ups?|mid close[ -]?up|mcu|head[ -]and[ -]shoulders|chest[ -]up|bust shot|loose close[ -]?up)\b/,
  ],
  ['close-up', /\b(?:close[ -]?ups?|close shot|closeup|tight (?:shot|on|frame|framing)|cu)\b/],
  [
    'extreme-wide',
    /\b(?:extreme(?:ly)?[ -](?:wide|long)(?:[ -](?:shot|angle))?|very wide|establishing(?: shot)?|aerial|ews|els|vast|panorama)\b/,
  ],
  [
    'medium-wide',
    /\b(?:medium[ -](?:wide|long|full)(?:[ -]shot)?|mid[ -]wide|cowboy(?: shot)?|american shot|three[ -]quarter shot|knees[ -]up|mws|mls)\b/,
  ],
  ['medium', /\b(?:medium(?:[ -]shot)?|mid[ -]?shot|waist[ -](?:up|level)|two[ -]shot|over[ -]the[ -]shoulder|ots)\b/],
  ['wide', /\b(?:wide(?:[ -](?:shot|angle|frame|framing))?|full[ -](?:shot|body|length|figure)|long[ -]shot|master shot|ws)\b/],
];
const angles: Lexicon<CameraAngle> = [
  ['overhead', /\b(?:overhead|top[ -]down|bird'?s?[ -]?eye|flat[ -]?lay|directly above|god'?s[ -]eye)\b/],
  ['dutch', /\b(?:dutch|canted|oblique|tilted (?:angle|horizon|frame))\b/],
  [
    'eye-level',
    /\b(?:eye[ -]?level|straight[ -]on|neutral angle|at (?:her|his|their) eye|table[ -]level|counter[ -]level|chest[ -]level|level)\b/,
  ],
  [
    'low',
    /\b(?:low(?:[ -]angle)?|from below|looking up|worm'?s[ -]?eye|ground[ -]level|hero angle|floor[ -]level|knee[ -]level|hip[ -]level)\b/,
  ],
  ['high', /\b(?:high(?:[ -]angle)?|from above|looking down|slightly above|elevated|above)\b/],
];
const lenses: Lexicon<PictureSpec['lens']> = [
  ['macro', /\bmacro\b/],
  ['wide', /\b(?:ultra[ -]?wide|wide(?:[ -]angle)?|fish-?eye)\b/],
  ['tele', /\b(?:tele(?:photo)?|long lens|portrait lens|compress(?:ed|ion))\b/],
  ['normal', /\b(?:normal|standard|prime|natural perspective)\b/],
];

/** Shot size of a text such as "Medium shot transitioning to medium close-up", at the scene's start (0) or end (1). */
export function readFraming(text: string, moment: number): Framing {
  return atMoment(text, framings, moment) ?? 'medium';
}

/** Angle of a text such as "Eye-level, slightly above". The first word counts: what follows qualifies it. */
export function readAngle(text: string): CameraAngle {
  return atMoment(text, angles, 0) ?? 'eye-level';
}

/** Kind of lens by its millimetres or its name. */
export function readLens(text: string): PictureSpec['lens'] {
  const words = plain(text);
  if (/\bmacro\b/.test(words)) return 'macro';
  const millimetres = /\b(\d{1,3})(?:\s?-\s?\d{2,3})?\s?mm\b/.exec(words);
  if (millimetres?.[1]) {
    const value = Number(millimetres[1]);
    return value <= 30 ? 'wide' : value <= 65 ? 'normal' : 'tele';
  }
  return atMoment(words, lenses, 0) ?? 'normal';
}
