/**
 * What a good language model would answer to the studio's questions: simulators read the material out of the words
 * they were sent, as a model would, and let the offline writer write. The answer is as valid as the material allows.
 */
import type { Brief, Reference } from '#contract/model/brief.ts';
import type { SceneSpec, Story, StoryTemplate } from '#contract/model/story.ts';
import type { PromptContext, PromptCritique } from '#domain/prompts.ts';
import { enhancePrompt } from '#providers/offline-agents/cinematographer.ts';
import { critiquePrompt } from '#providers/offline-agents/prompt-engineer.ts';
import { readBrief } from '#providers/offline-writer/reading.ts';
import { divideScenesFor } from '#providers/offline-writer/scene-writing.ts';
import { writeStoryFor } from '#providers/offline-writer/story-writing.ts';
import { chooseFor } from '#providers/offline-writer/template-choice.ts';
import { specifyVisualsFor } from '#providers/offline-writer/visuals.ts';
import { fillSchema } from './fill-schema.ts';

export interface Asked {
  /** Null where the protocol has none; the schema's own properties tell then. */
  schemaName: string | null;
  schema: Record<string, unknown> | null;
  /** Everything that was said to the model, in order. */
  text: string;
}

const stages = ['template_choice', 'story', 'scene_division', 'visual_prompts', 'cinematographer', 'prompt_critique'] as const;
type Stage = (typeof stages)[number];

/** A property that only this stage's answer has. */
const marks: Record<Stage, RegExp> = {
  template_choice: /"selectedTemplate"/,
  story: /"logline"/,
  visual_prompts: /"imagePrompt"/,
  scene_division: /"emotionalTone"/,
  prompt_critique: /"brandAlignment"/,
  cinematographer: /"prompt"/,
};

function stageOf({ schemaName, schema }: Asked): Stage | null {
  const named = stages.find((stage) => stage === schemaName);
  if (named !== undefined) return named;
  const written = JSON.stringify(schema ?? {});
  return (Object.keys(marks) as Stage[]).find((stage) => marks[stage].test(written)) ?? null;
}

/** JSON between the marks of this name; the first is the material, later ones only speak of it. */
function materialIn<T>(text: string, name: string): T | null {
  const found = new RegExp(`<${name}>\\n([\\s\\S]*?)\\n</${name}>`, 'u').exec(text)?.[1];
  try {
    return found === undefined ? null : (JSON.parse(found) as T);
  } catch {
    return null;
  }
}

type ToldTemplate = Omit<StoryTemplate, 'beats'> & { beats: string[] };

function templateChoice(text: string): unknown {
  const brief = materialIn<Brief>(text, 'brief');
  const told = materialIn<ToldTemplate[]>(text, 'templates');
  if (brief === null || told === null) return null;
  const templates = told.map((template): StoryTemplate => ({
    ...template,
    beats: template.beats.map((beat) => {
      const [name = '', purpose = ''] = beat.split(': ');
      return { name, purpose, share: 1 / template.beats.length, emotion: 'Interest' };
    }),
  }));
  return chooseFor(brief, readBrief(brief), templates);
}

function story(text: string): unknown {
  const brief = materialIn<Brief>(text, 'brief');
  const template = materialIn<StoryTemplate>(text, 'template');
  if (brief === null || template === null) return null;
  return writeStoryFor(brief, template, materialIn<Reference[]>(text, 'references') ?? []);
}

function sceneDivision(text: string): unknown {
  const brief = materialIn<Brief>(text, 'brief');
  const template = materialIn<StoryTemplate>(text, 'template');
  const told = materialIn<Story>(text, 'story');
  const plan = materialIn<{ number: number; beat: string; seconds: number }[]>(text, 'scene_plan');
  if (brief === null || template === null || told === null || plan === null) return null;
  const { scenes } = divideScenesFor(brief, template, told);
  return {
    scenes: plan.flatMap((slot) => {
      const scene = scenes[Math.min(slot.number, scenes.length) - 1];
      return scene === undefined ? [] : [{ ...scene, number: slot.number, beat: slot.beat, seconds: slot.seconds }];
    }),
  };
}

function visualPrompts(text: string, schema: Record<string, unknown> | null): unknown {
  const brief = materialIn<Brief>(text, 'brief');
  const told = materialIn<Story>(text, 'story');
  const scenes = materialIn<(SceneSpec & { number: number })[]>(text, 'scenes');
  if (brief === null || told === null || scenes === null) return null;
  const written = specifyVisualsFor(brief, told, { totalSeconds: brief.durationSeconds, scenes });
  const { subjectDescription: _, ...markers } = written.markers;
  return {
    ...(/"markers"/.test(JSON.stringify(schema ?? {})) ? { markers } : {}),
    scenes: written.scenes.map((prompts, index) => ({ ...prompts, number: scenes[index]?.number ?? index + 1 })),
  };
}

interface ToldScene extends Omit<SceneSpec, 'beat' | 'seconds' | 'voiceOver'> {
  number: number;
  picture: string;
}

function contextIn(text: string): PromptContext | null {
  const scene = materialIn<ToldScene>(text, 'scene');
  const film = materialIn<{
    style: string;
    colorPalette: string;
    lighting: string;
    mood: string;
    aspect: Brief['aspect'];
    audience: string;
  }>(text, 'film');
  const brand = materialIn<{ dos: string[]; donts: string[] }>(text, 'brand');
  const descriptions = materialIn<string[]>(text, 'descriptions') ?? [];
  if (scene === null || film === null || brand === null) return null;
  const { number, picture, ...spec } = scene;
  const [first = null, second = null] = descriptions;
  const person = spec.presence.characterVisible ? first : null;
  return {
    role: picture.includes('first') ? 'start' : 'end',
    scene: { ...spec, beat: 'Scene', seconds: 5, voiceOver: null },
    sceneNumber: number,
    story: {
      title: 'Film',
      logline: 'A film.',
      narrative: { setup: '', development: '', climax: '', resolution: '' },
      subject: {
        type: 'both',
        characterName: null,
        characterDescription: person,
        productName: null,
        productDescription: person === null ? first : second,
        arc: '',
      },
      voiceOver: [],
    },
    markers: {
      subjectDescription: descriptions.join(' '),
      style: film.style,
      colorPalette: film.colorPalette,
      lighting: film.lighting,
      mood: film.mood,
    },
    brief: { aspect: film.aspect, brandDos: brand.dos, brandDonts: brand.donts, audience: film.audience },
  };
}

function rewrite(text: string): unknown {
  const context = contextIn(text);
  const prompt = materialIn<string>(text, 'prompt');
  if (context === null || prompt === null) return null;
  const notes = materialIn<{ scores: Omit<PromptCritique, 'overall' | 'notes'>; notes: string[] }>(text, 'notes');
  const critique = notes === null ? null : { overall: 60, ...notes.scores, notes: notes.notes };
  return { prompt: enhancePrompt(prompt, context, critique, Number(/\bRound (\d+)/u.exec(text)?.[1] ?? 1)) };
}

function critique(text: string): unknown {
  const context = contextIn(text);
  const prompt = materialIn<string>(text, 'prompt');
  if (context === null || prompt === null) return null;
  const { overall: _, ...read } = critiquePrompt(prompt, context);
  return read;
}

function answer(asked: Asked, stage: Stage): unknown {
  switch (stage) {
    case 'template_choice':
      return templateChoice(asked.text);
    case 'story':
      return story(asked.text);
    case 'scene_division':
      return sceneDivision(asked.text);
    case 'visual_prompts':
      return visualPrompts(asked.text, asked.schema);
    case 'cinematographer':
      return rewrite(asked.text);
    case 'prompt_critique':
      return critique(asked.text);
  }
}

/** JSON text that answers one of the studio's questions; null when it is none of them. */
export function storyReply(asked: Asked): string | null {
  const stage = stageOf(asked);
  const value = stage === null ? null : answer(asked, stage);
  return value === null ? null : JSON.stringify(value);
}

/** An answer to anything: the studio's questions well, any other schema in its form, free text with a sentence. */
export function replyTo(asked: Asked): string {
  const told = asked.schema === null ? null : storyReply(asked);
  if (told !== null) return told;
  if (asked.schema !== null) return JSON.stringify(fillSchema(asked.schema, asked.text));
  return /\byes\b[\s\S]*\bno\b/iu.test(asked.text) ? 'Yes' : 'The light comes first, and everything else follows it.';
}
