/** What every stage is told of the brief and of the pictures that came with it. */
import type { Brief, Reference } from '#contract/model/brief.ts';
import { material } from '../ask.ts';

/** The brief as material, never as instructions. */
export const briefMaterial = (brief: Brief): string =>
  material('brief', {
    prompt: brief.prompt,
    durationSeconds: brief.durationSeconds,
    aspect: brief.aspect,
    template: brief.template,
    preset: brief.preset,
    audience: brief.audience,
    brandDos: brief.brandDos,
    brandDonts: brief.brandDonts,
  });

/** Names and roles of the reference pictures, in the order in which the pictures follow. */
export const referenceMaterial = (references: readonly Reference[]): string[] =>
  references.length === 0
    ? []
    : [
        material(
          'references',
          references.map(({ role, name }, index) => ({ number: index + 1, role, name })),
        ),
      ];
