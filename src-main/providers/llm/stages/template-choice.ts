/** Stage 0 with a language model: which story structure carries the brief. */
import { z } from 'zod';
import type { Brief, Reference } from '#contract/model/brief.ts';
import { templateChoiceSchema, type StoryTemplate, type TemplateChoice } from '#contract/model/story.ts';
import { material, type Question } from '../ask.ts';
import type { Instructions } from '../instructions.ts';
import { briefMaterial, referenceMaterial } from './brief-material.ts';

export function templateQuestion(
  instructions: Instructions,
  brief: Brief,
  templates: readonly [StoryTemplate, ...StoryTemplate[]],
  references: readonly Reference[],
): Omit<Question<TemplateChoice>, 'mending'> {
  const fixed = templates.find((template) => template.id === brief.template);
  const ids = [...new Set(templates.map((template) => template.id))];
  const rest = ids.filter((id) => id !== fixed?.id);
  return {
    name: 'template_choice',
    answer: templateChoiceSchema.extend({
      selectedTemplate: z.enum(fixed === undefined ? ids : [fixed.id]),
      alternativeTemplate: z.enum(fixed === undefined || rest.length === 0 ? ids : rest),
    }),
    system: [
      instructions.fill('studio'),
      instructions.fill('template-choice', {
        seconds: String(brief.durationSeconds),
        fixed:
          fixed === undefined
            ? ''
            : `The director has chosen “${fixed.name}” (\`${fixed.id}\`) already. Select it, say in \`reasoning\` how this brief is best told in it, and in \`confidence\` how well it fits.`,
      }),
    ].join('\n\n'),
    text: [
      briefMaterial(brief),
      ...referenceMaterial(references),
      material(
        'templates',
        templates.map(({ id, name, tone, bestFor, example, beats }) => ({
          id,
          name,
          tone,
          bestFor,
          example,
          beats: beats.map((beat) => `${beat.name}: ${beat.purpose}`),
        })),
      ),
      'Choose the template for this brief.',
    ].join('\n\n'),
    maxOutputTokens: 1200,
    temperature: 0.4,
  };
}
