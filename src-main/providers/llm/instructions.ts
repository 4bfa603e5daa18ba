/**
 * What language models are told, kept as Markdown files beside the program so that it can be read and improved
 * without touching code. The first line of each file is its version; `{{names}}` are filled in per question.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '#contract/errors.ts';

export const instructionNames = [
  'studio',
  'template-choice',
  'story',
  'scenes',
  'visuals',
  'cinematographer',
  'prompt-engineer',
  'mending',
] as const;
export type InstructionName = (typeof instructionNames)[number];

export interface Instructions {
  version(name: InstructionName): number;
  /**
   * The text with its places filled.
   * @throws TypeError when a place has no value or a value has no place: a fault of the program or of the file
   */
  fill(name: InstructionName, values?: Readonly<Record<string, string>>): string;
}

const PLACE = /\{\{(\w+)\}\}/gu;

function parse(name: string, source: string): { version: number; text: string } {
  const found = /^version: (\d+)\r?\n\s*\n([\s\S]+)$/u.exec(source);
  if (found === null)
    return fail(
      'internal',
      `The instructions “${name}.md” do not begin with a line such as “version: 1” and an empty line.`,
      'Install Heroframe again, or undo the change to this file.',
    );
  return { version: Number(found[1]), text: (found[2] ?? '').trim() };
}

/** Texts by name, for tests and for whoever keeps them elsewhere. */
export function instructionsFrom(sources: Readonly<Record<InstructionName, string>>): Instructions {
  const parsed = new Map(instructionNames.map((name) => [name, parse(name, sources[name])]));
  const of = (name: InstructionName): { version: number; text: string } => {
    const entry = parsed.get(name);
    if (entry === undefined) throw new TypeError(`There are no instructions called ${name}.`);
    return entry;
  };
  return {
    version: (name) => of(name).version,
    fill(name, values = {}) {
      const used = new Set<string>();
      const text = of(name).text.replace(PLACE, (_, key: string) => {
        const value = values[key];
        if (value === undefined) throw new TypeError(`The instructions “${name}” have a place “${key}” that nothing fills.`);
        used.add(key);
        return value;
      });
      const spare = Object.keys(values).filter((key) => !used.has(key));
      if (spare.length > 0) throw new TypeError(`The instructions “${name}” have no place for ${spare.join(', ')}.`);
      return text.replace(/\n{3,}/gu, '\n\n');
    },
  };
}

/**
 * Reads the folder.
 *
 * @param folder `resources/instructions` of the installed program
 * @throws StudioFailure when a file is missing or has no version
 */
export async function loadInstructions(folder: string): Promise<Instructions> {
  const sources = await Promise.all(
    instructionNames.map(async (name): Promise<[InstructionName, string]> => {
      try {
        return [name, await readFile(join(folder, `${name}.md`), 'utf8')];
      } catch {
        return fail(
          'internal',
          `The instructions “${name}.md” for language models are missing, so none can be asked.`,
          'Install Heroframe again, or choose the offline writer.',
        );
      }
    }),
  );
  return instructionsFrom(Object.fromEntries(sources) as Record<InstructionName, string>);
}
