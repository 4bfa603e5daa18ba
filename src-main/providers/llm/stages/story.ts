/** Stage 1 with a language model: the story, its person, its product and its lines. */
import { z } from 'zod';
import type { Brief, Reference } from '#contract/model/brief.ts';
import { storySchema, type Story, type StoryTemplate, type TemplateChoice } from '#contract/model/story.ts';
import { fitsScene, LINE_LEAD_SECONDS, LINE_TAIL_SECONDS, secondsOf, spokenSeconds } from '#domain/timing.ts';
import type { MediaInput } from '../../adapter.ts';
import { planBeats } from '../../offline-writer/beats.ts';
import { material, type Question } from '../ask.ts';
import type { Instructions } from '../instructions.ts';
import { briefMaterial, referenceMaterial } from './brief-material.ts';
import { scenePlan } from './scenes.ts';

/** As in `spokenSeconds`. */
const WORDS_PER_SECOND = 2.4;

/** Words that can be spoken in a scene, with air at both ends. */
const wordsIn = (seconds: number): number => Math.max(3, Math.floor((seconds - LINE_LEAD_SECONDS - LINE_TAIL_SECONDS) * WORDS_PER_SECOND));

/** Lines and words that each beat has room for, as a list for the writer. */
function roomForLines(template: StoryTemplate, seconds: number): string {
  const plan = planBeats(template, seconds);
  return template.beats
    .map((beat, index) => {
      const scenes = plan.filter((scene) => scene.index === index);
      const shortest = Math.min(...scenes.map((scene) => secondsOf(scene.frames)));
      const words = wordsIn(shortest);
      const room =
        scenes.length === 0
          ? 'no scene of its own in a film this short; one line of at most 6 words, which may stay unspoken'
          : scenes.length === 1
            ? `one line of at most ${words} words`
            : `one to ${scenes.length} lines of at most ${words} words each`;
      return `- “${beat.name}” (${beat.purpose} Feeling: ${beat.emotion.toLowerCase()}): ${room}.`;
    })
    .join('\n');
}

function aboutReferences(references: readonly Reference[], shown: number): string {
  if (references.length === 0) return '';
  if (shown === 0)
    return 'The brief comes with reference pictures (`<references>`), which you cannot see. Do not contradict what their names tell, and leave open what they may show otherwise.';
  return 'The pictures follow `<references>` in its order. Describe the person and the product as they are in these pictures, feature by feature; what a picture shows outweighs what you would have invented. Take from a style picture its light, palette and texture, never its content.';
}

export function storyQuestion(
  instructions: Instructions,
  brief: Brief,
  template: StoryTemplate,
  choice: TemplateChoice,
  references: readonly Reference[],
  pictures: readonly MediaInput[],
): Omit<Question<Story>, 'mending'> {
  const beats = [...new Set(template.beats.map((beat) => beat.name))];
  const line = storySchema.shape.voiceOver.element;
  return {
    name: 'story',
    answer: storySchema.extend({ voiceOver: z.array(line.extend({ beat: z.enum(beats) })).min(1) }),
    system: [
      instructions.fill('studio'),
      instructions.fill('story', {
        seconds: String(brief.durationSeconds),
        templateName: template.name,
        references: aboutReferences(references, pictures.length),
        beats: roomForLines(template, brief.durationSeconds),
      }),
    ].join('\n\n'),
    text: [
      briefMaterial(brief),
      ...referenceMaterial(references),
      material('template', template),
      material('template_choice', choice),
      'Write the story.',
    ].join('\n\n'),
    pictures,
    maxOutputTokens: 3500,
    temperature: 0.9,
  };
}

/** Small things that need no second question: descriptions belong to what the story says it is about. */
export function finishedStory(story: Story): Story {
  const { subject } = story;
  const blank = (text: string | null): string | null =>
    text === null || /^(?:none|n\/a|null|no (?:person|product|character)\.?)$/iu.test(text.trim()) ? null : text;
  const characterDescription = blank(subject.characterDescription);
  const productDescription = blank(subject.productDescription);
  const type =
    characterDescription !== null && productDescription !== null
      ? 'both'
      : characterDescription !== null
        ? 'character'
        : productDescription !== null
          ? 'product'
          : subject.type;
  return {
    ...story,
    subject: {
      ...subject,
      type,
      characterName: characterDescription === null ? null : blank(subject.characterName),
      characterDescription,
      productName: productDescription === null ? null : blank(subject.productName),
      productDescription,
    },
  };
}

/**
 * Lines that no scene of their beat can hold, in words for the writer. Found here, because the director must not change
 * them later.
 */
export function linesTooLong(story: Story, template: StoryTemplate, seconds: number): { path: string; message: string }[] {
  const plan = scenePlan(template, story, seconds);
  return story.voiceOver.flatMap((line, index) => {
    const longest = Math.max(0, ...plan.filter((slot) => slot.beat === line.beat).map((slot) => slot.seconds));
    // A beat without a scene of its own is not spoken.
    if (longest === 0 || fitsScene(line.text, longest)) return [];
    const takes = Math.round(spokenSeconds(line.text) * 10) / 10;
    return [
      {
        path: `voiceOver.${index}.text`,
        message: `This line takes about ${takes} s to say, and the scenes of “${line.beat}” last at most ${Math.round(longest * 100) / 100} s. Say it in at most ${wordsIn(longest)} words.`,
      },
    ];
  });
}
