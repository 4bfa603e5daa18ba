/**
 * Story templates: the eight that come with the program and those a person keeps
 * in a folder of their own, one JSON file each.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { storyTemplateSchema, type StoryTemplate } from '#contract/model/story.ts';

/** A template file that cannot be used, in words for its author. */
interface TemplateProblem {
  /** File name without its folder. */
  file: string;
  message: string;
}

export interface TemplateLibrary {
  /** Built-in ones first, in the order they are usually told; then the person's own, by name. */
  templates: StoryTemplate[];
  problems: TemplateProblem[];
}

const ORDER = [
  'aida',
  'problem-agitate-solve',
  'before-after-bridge',
  'heros-journey',
  'emotional-arc',
  'teaser-reveal',
  'social-proof',
  'sensory-experience',
];
const SHARE_TOLERANCE = 0.01;
const FILE_MAX_BYTES = 256 * 1024;

/**
 * Reads both folders. A missing user folder is simply empty; a file that cannot be used is reported and left out,
 * and never hides a template that works. A user template may replace a built-in one by using its id.
 */
export async function loadTemplates(builtInFolder: string, userFolder: string | null): Promise<TemplateLibrary> {
  const builtIn = await readFolder(builtInFolder);
  const own = userFolder === null ? { templates: [], problems: [] } : await readFolder(userFolder);
  const problems = [...builtIn.problems, ...own.problems];
  const byId = new Map<string, StoryTemplate>();
  for (const { template } of builtIn.templates.toSorted((a, b) => placeOf(a.template.id) - placeOf(b.template.id))) {
    byId.set(template.id, template);
  }
  const seen = new Map<string, string>();
  for (const { file, template } of own.templates.toSorted((a, b) => a.template.name.localeCompare(b.template.name, 'en'))) {
    const earlier = seen.get(template.id);
    if (earlier === undefined) byId.set(template.id, template);
    else
      problems.push({ file, message: `This file uses the id “${template.id}”, which ${earlier} uses already. Give it an id of its own.` });
    seen.set(template.id, seen.get(template.id) ?? file);
  }
  return { templates: [...byId.values()], problems };
}

const placeOf = (id: string): number => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);

async function readFolder(
  folder: string,
): Promise<{ templates: { file: string; template: StoryTemplate }[]; problems: TemplateProblem[] }> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { templates: [], problems: [] };
    const reason = error instanceof Error ? error.message : String(error);
    return { templates: [], problems: [{ file: path.basename(folder), message: `The templates folder could not be read (${reason}).` }] };
  }
  const templates: { file: string; template: StoryTemplate }[] = [];
  const problems: TemplateProblem[] = [];
  for (const file of names.filter((name) => name.toLowerCase().endsWith('.json') && !name.startsWith('.')).toSorted()) {
    const parsed = await readTemplate(path.join(folder, file));
    if (typeof parsed === 'string') problems.push({ file, message: parsed });
    else templates.push({ file, template: parsed });
  }
  return { templates, problems };
}

/** The template, or a sentence that says why there is none. */
async function readTemplate(file: string): Promise<StoryTemplate | string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return `The file could not be read (${error instanceof Error ? error.message : String(error)}).`;
  }
  return parseTemplate(text);
}

/** Reads one template from JSON text; gives a plain sentence when it cannot be used. */
export function parseTemplate(text: string): StoryTemplate | string {
  if (Buffer.byteLength(text) > FILE_MAX_BYTES) return 'The file is far larger than a template can be. Check that it is the right one.';
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    return `The file is not valid JSON (${error instanceof Error ? error.message : String(error)}).`;
  }
  const parsed = storyTemplateSchema.safeParse(json);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    const where = first === undefined || first.path.length === 0 ? 'the file' : `“${first.path.join('.')}”`;
    const more = parsed.error.issues.length > 1 ? ` ${parsed.error.issues.length - 1} more fields need a look.` : '';
    return `Something is wrong with ${where}: ${first?.message ?? 'unknown problem'}.${more}`;
  }
  const template = parsed.data;
  const names = template.beats.map((beat) => beat.name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `Two beats are called “${twice}”. Give each beat its own name.`;
  const sum = template.beats.reduce((total, beat) => total + beat.share, 0);
  if (Math.abs(sum - 1) > SHARE_TOLERANCE) return `The beats' shares add up to ${sum.toFixed(2)}; they must add up to 1.`;
  return template;
}
