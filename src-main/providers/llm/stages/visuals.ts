/** Stage 3 with a language model: what stays the same, and the prompts of every scene, in batches. */
import { z } from 'zod';
import type { Brief } from '#contract/model/brief.ts';
import {
  consistencyMarkersSchema,
  sceneVisualsSchema,
  type ConsistencyMarkers,
  type SceneDivision,
  type SceneSpec,
  type SceneVisuals,
  type Story,
} from '#contract/model/story.ts';
import { DEFAULT_NEGATIVES, mergeNegatives, negativesFromDonts } from '#domain/prompts.ts';
import { descriptionsIn, promptWordLimits } from '#domain/story-rules.ts';
import { countWords } from '#domain/words.ts';
import { material, type Question } from '../ask.ts';
import { clipText } from '../fit-answer.ts';
import type { Instructions } from '../instructions.ts';
import { describedAt, fitPrompt, nounOf, openingOf, withDescriptions } from '../verbatim.ts';
import { briefMaterial } from './brief-material.ts';

const moments = [
  { field: 'imagePrompt', at: 'whole' },
  { field: 'startPrompt', at: 'start' },
  { field: 'endPrompt', at: 'end' },
] as const;

/** The look of the film; the subjects are the story's own words and not the model's business. */
const lookSchema = consistencyMarkersSchema.omit({ subjectDescription: true });
type Look = z.infer<typeof lookSchema>;
const promptsSchema = sceneVisualsSchema.extend({ number: z.number().int().positive() });
export type NumberedPrompts = z.infer<typeof promptsSchema>;

/** Words that the model writes for one picture, the descriptions in front of it not counted. */
function roomFor(story: Story, scenes: readonly SceneSpec[], index: number): Record<(typeof moments)[number]['field'], string> {
  const scene = scenes[index];
  const limits = promptWordLimits(scene === undefined ? [] : descriptionsIn(scene, story));
  const room = (at: (typeof moments)[number]['at']): string => {
    const inFront = countWords(openingOf(describedAt(story, scenes, index, at), index + 1));
    const most = Math.max(30, limits.max - inFront - 4);
    // Well inside the limits: models count badly.
    const least = Math.min(Math.max(35, limits.min - inFront + 8), Math.floor(most * 0.75));
    return `${least}–${most}`;
  };
  return { imagePrompt: room('whole'), startPrompt: room('start'), endPrompt: room('end') };
}

function nounsOf(story: Story): string {
  const { characterDescription, productDescription, characterName, productName } = story.subject;
  const nouns = [
    ...(characterDescription === null ? [] : [`“the ${nounOf(characterDescription, characterName ?? 'person')}”`]),
    ...(productDescription === null ? [] : [`“the ${nounOf(productDescription, productName ?? 'product')}”`]),
  ];
  return nouns.length === 0 ? 'what it is' : nouns.join(' and ');
}

export interface VisualsBatch {
  /** Place of the first scene of the batch in the film, from 0. */
  from: number;
  size: number;
  /** What an earlier batch has decided; null for the first. */
  look: Look | null;
}

export function visualsQuestion(
  instructions: Instructions,
  brief: Brief,
  story: Story,
  division: SceneDivision,
  batch: VisualsBatch,
): Omit<Question<{ markers?: Look | undefined; scenes: NumberedPrompts[] }>, 'mending'> {
  const { from, size, look } = batch;
  const scenes = division.scenes.slice(from, from + size);
  const lasts = scenes.reduce((sum, scene) => sum + scene.seconds, 0);
  const list = z.array(promptsSchema).min(1);
  return {
    name: 'visual_prompts',
    answer: look === null ? z.object({ markers: lookSchema, scenes: list }) : z.object({ scenes: list }),
    system: [
      instructions.fill('studio'),
      instructions.fill('visuals', {
        count: String(scenes.length),
        nouns: nounsOf(story),
        seconds: `${Math.round((lasts / scenes.length) * 10) / 10} seconds or so of its scene`,
        markers:
          look === null
            ? 'In `markers` you decide what every picture of the film shares: `style` (medium, texture, grade), `colorPalette` (four or five colours by name), `lighting` (the kind of light that goes through the film), `mood`.'
            : 'The look of the film is decided; it is in `<markers>` and holds for your scenes too.',
      }),
    ].join('\n\n'),
    text: [
      briefMaterial(brief),
      material('story', story),
      ...(look === null ? [] : [material('markers', look)]),
      material(
        'scenes',
        scenes.map((scene, index) => ({ number: from + index + 1, words: roomFor(story, division.scenes, from + index), ...scene })),
      ),
      scenes.length === 1
        ? `Write the prompts of scene ${from + 1}.`
        : `Write the prompts of scenes ${from + 1} to ${from + scenes.length}.`,
    ].join('\n\n'),
    maxOutputTokens: 600 + scenes.length * 1100,
    temperature: 0.7,
  };
}

/** The look with the story's own descriptions in front of it. */
export function markersFrom(look: Look, story: Story): ConsistencyMarkers {
  const { characterDescription, productDescription } = story.subject;
  const described = [characterDescription, productDescription].filter((text) => text !== null).join(' ');
  return { subjectDescription: clipText(described === '' ? story.logline : described, 3000), ...look };
}

/** One scene's prompts as they will be used: descriptions word for word, lengths kept, negatives complete. */
export function finishedPrompts(
  written: SceneVisuals,
  context: { brief: Brief; story: Story; division: SceneDivision; markers: ConsistencyMarkers; index: number },
): SceneVisuals {
  const { brief, story, division, markers, index } = context;
  const scene = division.scenes[index];
  if (scene === undefined) return written;
  const limits = promptWordLimits(descriptionsIn(scene, story));
  const spare = [
    scene.setting,
    `${scene.camera.framing}, ${scene.camera.angle}, ${scene.camera.lens}`,
    `${scene.lighting.setup}; ${scene.lighting.colorTemperature}`,
    markers.style,
    `Palette: ${markers.colorPalette}`,
    `Mood: ${scene.lighting.mood}; ${scene.emotionalTone}`,
    markers.lighting,
    'Real surfaces with visible grain and honest wear, a clear foreground, middle ground and background',
    'Shadows keep their detail, highlights keep their texture, and the eye is led to one point',
  ];
  const prompts = { ...written };
  for (const { field, at } of moments) {
    const described = describedAt(story, division.scenes, index, at);
    const whole = withDescriptions(written[field], described, index + 1);
    const inFront = countWords(openingOf(described, index + 1));
    prompts[field] = clipText(fitPrompt(whole, limits, inFront, spare), 4000);
  }
  return {
    ...prompts,
    negativePrompt: mergeNegatives([DEFAULT_NEGATIVES, written.negativePrompt, negativesFromDonts(brief.brandDonts)]),
  };
}
