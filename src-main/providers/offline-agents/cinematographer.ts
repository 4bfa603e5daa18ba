/**
 * The first agent: adds to a prompt what a director of photography would decide,
 * in agreement with the scene, one round at a time. It never contradicts what the
 * prompt says already, says nothing twice and leaves descriptions as they are.
 */
import { critiqueDimensions, type CritiqueDimension, type PromptContext, type PromptCritique } from '#domain/prompts.ts';
import { countWords, plainText } from '#domain/words.ts';
import {
  actionOf,
  ANGLE,
  BODY,
  COLOURS,
  COMPOSITION,
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
  requiredDescriptions,
  STOCK,
  TIME,
  VAGUE,
  withoutDescriptions,
} from './craft-lexicon.ts';
import { PROMPT_ROOF_WORDS } from './prompt-engineer.ts';

/** One thing a prompt can lack, and how it is said for this scene. */
interface Element {
  serves: readonly CritiqueDimension[];
  /** Goes before the text rather than after it. */
  first?: boolean;
  missing: (own: string, whole: string) => boolean;
  say: () => string;
}

/** At most this many additions in one round: the critic is heard before more is said. */
const PER_ROUND = 4;

/** A better prompt for the same picture. `critique` null means nobody has read it yet; then camera and light come first. */
export function enhancePrompt(prompt: string, context: PromptContext, critique: PromptCritique | null, round: number): string {
  let text = tidy(prompt, context);
  const all = elements(context);
  const order = critique === null ? firstLook(all) : byWeakness(all, critique);
  const roof = PROMPT_ROOF_WORDS + Math.max(0, requiredDescriptions(context).reduce((sum, d) => sum + countWords(d), 0) - 100);
  let added = 0;
  for (const element of order) {
    if (added >= PER_ROUND + (round > 2 ? 3 : 0)) break;
    if (!element.missing(withoutDescriptions(text, context), text)) continue;
    const sentence = element.say();
    if (sentence === '' || countWords(text) + countWords(sentence) > roof) continue;
    text = element.first === true ? `${sentence} ${text}` : `${text} ${sentence}`;
    added++;
  }
  return text;
}

/** Without a reading: what only a cinematographer adds. */
const firstLook = (all: readonly Element[]): Element[] =>
  all.toSorted((a, b) => Number(b.serves.includes('cinematography')) - Number(a.serves.includes('cinematography')));

/** With a reading: what serves the weakest dimension first; dimensions that are nearly full need nothing. */
function byWeakness(all: readonly Element[], critique: PromptCritique): Element[] {
  const weakest = critiqueDimensions.filter((d) => critique[d] < 95).toSorted((a, b) => critique[a] - critique[b]);
  const rank = (element: Element): number => Math.min(...element.serves.map((d) => (weakest.includes(d) ? weakest.indexOf(d) : 99)));
  return all.filter((element) => rank(element) < 99).toSorted((a, b) => rank(a) - rank(b));
}

/** Takes away incantations and empty words that stand outside the descriptions, and ends the last sentence. */
function tidy(prompt: string, context: PromptContext): string {
  const { characterDescription, productDescription } = context.story.subject;
  const keep: string[] = [characterDescription, productDescription].filter((d) => d !== null).filter((d) => d !== '');
  let text = prompt.trim();
  const marks = keep.map((description, i) => ({ description, mark: `\u0001${i}\u0001` }));
  for (const { description, mark } of marks) text = text.split(description).join(mark);
  text = text
    .replace(new RegExp(`(?:,\\s*)?${FILLER.source}`, 'giu'), '')
    .replace(new RegExp(`(?<=\\b(?:a|the|his|her|of|with|in)\\s)${VAGUE.source}\\s+`, 'giu'), '')
    .replace(/\ba (?=[aeiou])(?!\s*(?:one|uni|use|eu))/gu, 'an ')
    .replace(/\s+([,.])/gu, '$1')
    .replace(/([,.])\1+/gu, '$1')
    .replace(/^[\s,.]+/u, '')
    .replace(/[ \t]+/gu, ' ')
    .trim();
  for (const { description, mark } of marks) text = text.split(mark).join(description);
  return text === '' || /[.!?…。！？]["”’)]?$/u.test(text) ? text : `${text}.`;
}

function elements(context: PromptContext): Element[] {
  const { scene, markers } = context;
  const look = lookOf(context);
  const descriptions = requiredDescriptions(context);
  const sentence = (text: string): string => (/[.!?]$/u.test(text.trim()) ? text.trim() : `${text.trim()}.`);
  return [
    ...descriptions.map((description): Element => ({
      serves: ['completeness', 'brandAlignment'],
      first: true,
      missing: (_, whole) => !plainText(whole).includes(plainText(description)),
      say: () => description,
    })),
    { serves: ['cinematography', 'completeness'], missing: (own) => !has(own, FRAMING), say: () => sentence(scene.camera.framing) },
    { serves: ['cinematography', 'specificity'], missing: (own) => !has(own, FOCAL), say: () => `Shot on ${look.lens}.` },
    { serves: ['cinematography', 'completeness'], missing: (own) => !has(own, DIRECTION), say: () => sentence(scene.lighting.setup) },
    { serves: ['cinematography'], missing: (own) => !has(own, COMPOSITION), say: () => look.composition },
    { serves: ['cinematography'], missing: (own) => !has(own, DEPTH), say: () => look.depth },
    {
      serves: ['cinematography'],
      missing: (own) => !has(own, ANGLE),
      say: () => `Camera at ${scene.camera.angle.toLowerCase().replace(/^(?=low|high|dutch)/u, 'a ')}.`,
    },
    {
      serves: ['cinematography', 'specificity'],
      missing: (own) => !has(own, KELVIN) && has(scene.lighting.colorTemperature, KELVIN),
      say: () => sentence(scene.lighting.colorTemperature),
    },
    {
      serves: ['cinematography', 'completeness'],
      missing: (own) => !has(own, QUALITY),
      say: () => `${look.hard ? 'Hard' : 'Soft'}, motivated light.`,
    },
    { serves: ['professionalism'], missing: (own) => !has(own, BODY), say: () => `Captured on ${look.body}.` },
    { serves: ['professionalism'], missing: (own) => !has(own, STOCK), say: () => look.stock },
    {
      serves: ['brandAlignment', 'professionalism', 'specificity'],
      missing: (own, whole) => !has(own, GRADE) || coverage(whole, markers.colorPalette) < 0.6,
      say: () => `Palette: ${markers.colorPalette.charAt(0).toLowerCase()}${markers.colorPalette.slice(1).replace(/[.]+$/u, '')}.`,
    },
    { serves: ['completeness'], missing: (own) => coverage(own, actionOf(context)) < 0.7, say: () => sentence(actionOf(context)) },
    { serves: ['completeness', 'specificity'], missing: (own) => coverage(own, scene.setting) < 0.6, say: () => sentence(scene.setting) },
    {
      serves: ['completeness', 'brandAlignment'],
      missing: (own, whole) =>
        (!has(own, /\bmood\b/giu) && coverage(own, scene.emotionalTone) < 0.5) ||
        Math.max(coverage(whole, markers.style), coverage(whole, markers.mood)) < 0.5,
      say: () => `Mood: ${scene.emotionalTone.toLowerCase()}; ${markers.mood.toLowerCase().replace(/[.]+$/u, '')}.`,
    },
    { serves: ['specificity'], missing: (own) => !has(own, TIME), say: () => (look.time === '' ? '' : `It is ${look.time}.`) },
    {
      serves: ['specificity'],
      missing: (_, whole) => distinct(whole, MATERIALS).length < 2,
      say: () => 'Surfaces you could touch: matte skin, brushed cotton, worn wood, a little polished metal.',
    },
    {
      serves: ['specificity'],
      missing: (_, whole) => distinct(whole, COLOURS).length < 4,
      say: () => sentence(`Leading colours: ${markers.colorPalette.toLowerCase()}`),
    },
    {
      serves: ['specificity'],
      missing: (_, whole) => countWords(whole) < 80,
      say: () =>
        'Every plane has a purpose: something near and soft at the edge of the frame, the subject crisp in the middle, the space behind it readable and calm, highlights that keep their texture and shadows that keep their detail.',
    },
    ...context.brief.brandDos.map((wish): Element => ({
      serves: ['brandAlignment'],
      missing: (_, whole) => coverage(whole, wish) < 0.6,
      say: () => sentence(wish),
    })),
  ];
}

interface Look {
  body: string;
  lens: string;
  stock: string;
  composition: string;
  depth: string;
  hard: boolean;
  time: string;
}

/** Camera, lens, stock and composition that suit the scene and agree with each other. */
function lookOf(context: PromptContext): Look {
  const { scene, brief } = context;
  const words = `${scene.setting} ${scene.lighting.setup} ${scene.lighting.mood} ${scene.emotionalTone}`;
  const kelvin = Number(/(\d{4,5})\s?K/u.exec(scene.lighting.colorTemperature)?.[1] ?? 4500);
  const night = /night|dusk|neon|lamp|candle/iu.test(words);
  const dark = /low-key|black|mysterious/iu.test(words);
  const focal = Number(/(\d{2,3})\s?mm/u.exec(scene.camera.lens)?.[1] ?? focalFor(scene.camera.framing));
  const macro = /macro/iu.test(scene.camera.lens) || /extreme close/iu.test(scene.camera.framing);
  const shallow = focal >= 50 && !/deep focus/iu.test(scene.camera.lens);
  const active = /determined|triumph|energ|epic/iu.test(words);
  const glass = dark ? 'Zeiss Supreme Prime' : kelvin <= 4200 ? 'Cooke S4' : active ? 'Angénieux Optimo Prime' : 'Leica Summilux-C';
  const stop = macro ? 'T4' : shallow ? 'T2' : focal >= 35 ? 'T4' : 'T8';
  const person = scene.presence.characterVisible;
  const side = /from the left/iu.test(scene.lighting.setup) ? 'right' : 'left';
  const upright = brief.aspect === '9:16' || brief.aspect === '4:5';
  return {
    body: dark ? 'ARRI Alexa 35' : night ? 'Sony Venice 2' : active ? 'RED V-Raptor' : person ? 'ARRI Alexa Mini' : 'ARRI Alexa 35',
    lens: macro ? `a ${focal}mm macro lens at ${stop}` : `a ${focal}mm ${glass} lens at ${stop}`,
    stock:
      night || dark
        ? 'Cinestill 800T colour response with gentle halation around the highlights.'
        : kelvin <= 4200
          ? 'Kodak Portra 400 colour response, warm skin and soft roll-off.'
          : kelvin >= 6000
            ? 'Kodak Vision3 500T colour response, muted greens and cool shadows.'
            : 'Kodak Vision3 250D colour response, clean neutral whites.',
    composition: compositionFor(scene.camera.framing, person, side, upright),
    depth: macro
      ? 'Razor-thin depth of field, the far edge already dissolving.'
      : shallow
        ? 'Shallow depth of field, background falling into soft bokeh.'
        : focal >= 35
          ? 'Moderate depth of field, subject crisp, background readable.'
          : 'Deep focus from foreground to horizon.',
    hard: /\bhard\b/iu.test(scene.lighting.setup),
    time:
      /dawn|morning|midday|golden hour|dusk|night/iu.exec(`${scene.setting} ${scene.lighting.colorTemperature}`)?.[0].toLowerCase() ?? '',
  };
}

function compositionFor(framing: string, person: boolean, side: 'left' | 'right', upright: boolean): string {
  const shape = upright ? ' Composed for an upright frame with headroom kept.' : '';
  if (/wide shot|extreme wide/iu.test(framing) && !/medium/iu.test(framing))
    return `Leading lines draw the eye to a small subject on the ${side} third, open negative space on the other side.${shape}`;
  if (!person) return `Composed off-centre on the ${side} third with calm negative space beside it.${shape}`;
  if (/close/iu.test(framing)) return `Rule of thirds: eyes on the upper third, face turned into negative space on the ${side}.${shape}`;
  return `Rule of thirds: subject on the ${side} third, looking into open space, a strong diagonal behind.${shape}`;
}

const focalFor = (framing: string): number =>
  /extreme close/iu.test(framing)
    ? 100
    : /medium close/iu.test(framing)
      ? 65
      : /close/iu.test(framing)
        ? 85
        : /extreme wide/iu.test(framing)
          ? 24
          : /medium-wide/iu.test(framing)
            ? 35
            : /wide/iu.test(framing)
              ? 28
              : 50;
