/** Contexts for drawing: the light, fresh ids, repeatable chance. */
import { chance } from './chance.ts';
import type { DrawContext } from './drawing.ts';
import type { ColourScript } from './light.ts';

/** A context whose ids start with `prefix`; the same seed gives the same chance. People and things are lit by the script's `subject` light. */
export function contextFor(script: ColourScript, seed: number, prefix: string): DrawContext {
  let next = 0;
  return { light: script.subject, id: (name) => `${prefix}${(next++).toString(36)}${name}`, random: chance(seed) };
}
