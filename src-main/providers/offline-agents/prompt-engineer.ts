/**
 * The second agent: reads a prompt against a rubric and says, in numbers and in
 * words, what is missing. Deterministic; saying one more useful thing never
 * lowers a dimension, contradicting or repeating oneself does.
 */
import { overallOf, type CritiqueDimension, type PromptContext, type PromptCritique } from '#domain/prompts.ts';
import { countWords, plainText } from '#domain/words.ts';
import {
  actionOf,
  ANGLE,
  BODY,
  COLOURS,
  COMPOSITION,
  contradictions,
  coverage,
  DEPTH,
  DIRECTION,
  distinct,
  FILLER,
  FOCAL,
  FRAMING,
  GRADE,
  has,
  KELVIN,
  MATERIALS,
  QUALITY,
  repeated,
  requiredDescriptions,
  STOCK,
  TIME,
  VAGUE,
  withoutDescriptions,
} from './craft-lexicon.ts';

/** Longer than this, models stop listening to the end. The descriptions that must be copied are not counted against it. */
export const PROMPT_ROOF_WORDS = 220;

interface Mark {
  dimension: CritiqueDimension;
  /** Points of the dimension's 100. */
  points: number;
  /** 0–1. */
  got: number;
  /** What to do, when points are missing. */
  note: string;
}

const part = (count: number, enough: number): number => Math.min(1, count / enough);

/** Scores one prompt for one frame. */
export function critiquePrompt(prompt: string, context: PromptContext): PromptCritique {
  const marks = rubric(prompt, context);
  const score = (dimension: CritiqueDimension): number =>
    Math.round(
      Math.max(
        0,
        Math.min(
          100,
          marks.filter((m) => m.dimension === dimension).reduce((sum, m) => sum + m.points * m.got, 0),
        ),
      ),
    );
  const scores: Record<CritiqueDimension, number> = {
    completeness: score('completeness'),
    specificity: score('specificity'),
    professionalism: score('professionalism'),
    cinematography: score('cinematography'),
    brandAlignment: score('brandAlignment'),
  };
  const notes = marks
    .filter((mark) => mark.got < 0.75)
    .toSorted((a, b) => b.points * (1 - b.got) - a.points * (1 - a.got))
    .map((mark) => mark.note);
  return { overall: overallOf(scores), ...scores, notes: [...new Set(notes)].slice(0, 8) };
}

function rubric(prompt: string, context: PromptContext): Mark[] {
  const own = withoutDescriptions(prompt, context);
  const { scene, markers, brief } = context;
  const wanted = requiredDescriptions(context);
  const plain = plainText(prompt);
  const copied = wanted.length === 0 ? 1 : wanted.filter((text) => plain.includes(plainText(text))).length / wanted.length;
  const partly = wanted.length === 0 ? 1 : wanted.reduce((sum, text) => sum + coverage(prompt, text), 0) / wanted.length;
  const says = (pattern: RegExp): number => (has(own, pattern) ? 1 : 0);
  const contra = contradictions(prompt, context);
  const twice = repeated(prompt);
  const vague = distinct(own, VAGUE).length;
  const filler = distinct(own, FILLER).length;
  const words = countWords(prompt);
  const roof = PROMPT_ROOF_WORDS + Math.max(0, wanted.reduce((sum, text) => sum + countWords(text), 0) - 100);
  const broken = brief.brandDonts.filter((dont) => coverage(own, stem(dont)) === 1 && stem(dont) !== '');
  const kept =
    brief.brandDos.length === 0 ? 1 : brief.brandDos.filter((text) => coverage(prompt, text) >= 0.6).length / brief.brandDos.length;
  const mark = (dimension: CritiqueDimension, points: number, got: number, note: string): Mark => ({ dimension, points, got, note });
  return [
    mark(
      'completeness',
      30,
      Math.max(copied, Math.min(0.7, partly)),
      'Describe who and what is in the picture, word for word as in the story.',
    ),
    mark('completeness', 22, Math.min(1, coverage(own, actionOf(context)) / 0.7), 'Say what happens at this instant of the scene.'),
    mark('completeness', 16, Math.min(1, coverage(own, scene.setting) / 0.6), `Say where it is: ${scene.setting.toLowerCase()}.`),
    mark('completeness', 12, says(DIRECTION) || says(QUALITY), 'Say what lights the picture.'),
    mark('completeness', 10, says(FRAMING), 'Say how much of the subject the frame holds.'),
    mark(
      'completeness',
      10,
      Math.max(says(/\bmood\b/giu), coverage(own, scene.emotionalTone) >= 0.5 ? 1 : 0),
      'Name the mood of the picture.',
    ),
    mark('specificity', 22, part(words, 80), 'Be more concrete; a prompt this short leaves most of the picture to chance.'),
    mark('specificity', 20, part(distinct(prompt, COLOURS).length, 4), 'Name colours.'),
    mark('specificity', 16, part(distinct(prompt, MATERIALS).length, 2), 'Name materials and surfaces.'),
    mark('specificity', 12, part(distinct(prompt, /\d+/gu).length, 3), 'Give figures: sizes, focal length, colour temperature.'),
    mark('specificity', 10, says(KELVIN), 'Give the colour temperature in Kelvin.'),
    mark('specificity', 10, says(TIME), 'Say what time of day it is.'),
    mark('specificity', 10, Math.max(0, 1 - vague * 0.5), 'Leave out words that no camera can see, such as “beautiful”.'),
    mark('professionalism', 30, says(BODY), 'Name a camera body, so that texture and latitude are decided.'),
    mark('professionalism', 26, says(STOCK), 'Name a film stock or colour science.'),
    mark('professionalism', 12, says(GRADE), 'Name the palette or the grade.'),
    mark('professionalism', 16, Math.max(0, 1 - contra.length), `Make up your mind: ${contra.join('; ')}.`),
    mark(
      'professionalism',
      8,
      twice.length === 0 && words <= roof ? 1 : 0,
      words > roof ? `Shorten it to ${roof} words.` : 'Say everything once.',
    ),
    mark('professionalism', 8, Math.max(0, 1 - filler * 0.5), 'Leave out incantations such as “8k” or “masterpiece”.'),
    mark('cinematography', 8, says(FRAMING), 'Name the shot size.'),
    mark('cinematography', 8, says(ANGLE), 'Name the camera angle.'),
    mark('cinematography', 20, says(FOCAL), 'Name the focal length of the lens.'),
    mark('cinematography', 16, says(DIRECTION), 'Say where the key light comes from.'),
    mark('cinematography', 6, says(QUALITY), 'Say whether the light is soft or hard.'),
    mark('cinematography', 8, says(KELVIN), 'Give the colour temperature in Kelvin.'),
    mark('cinematography', 22, says(COMPOSITION), 'Say how the picture is composed: thirds, lines, negative space.'),
    mark('cinematography', 12, says(DEPTH), 'Say how deep the focus is.'),
    mark('brandAlignment', 32, copied, 'Copy the descriptions of person and product word for word.'),
    mark('brandAlignment', 20, Math.min(1, coverage(prompt, markers.colorPalette) / 0.6), 'Keep to the palette of the film.'),
    mark(
      'brandAlignment',
      18,
      Math.min(1, Math.max(coverage(prompt, markers.style), coverage(prompt, markers.mood)) / 0.5),
      'Keep to the style and mood of the film.',
    ),
    mark('brandAlignment', 20, Math.max(0, 1 - broken.length * 0.5), `Leave out what the brand does not want: ${broken.join('; ')}.`),
    mark('brandAlignment', 10, kept, 'Show what the brand asks for.'),
  ];
}

/** "Never show children" → "children". */
const stem = (dont: string): string =>
  dont.replace(/^(?:do not|don['’]t|never|avoid|no)\s+(?:show|use|include)?\s*/iu, '').replace(/[.!]+$/u, '');
