/** A person's command: what it may say, and how a request becomes its arguments. Pure. */
import { z } from 'zod';
import { providerError, ProviderFailure } from '../transport/errors.ts';

/** Values that a command can ask for, beside whatever else its description puts into the body. */
const placeholders = [
  'prompt',
  'negative',
  'seed',
  'width',
  'height',
  'seconds',
  'fps',
  'start',
  'end',
  'text',
  'voice',
  'language',
  'out',
] as const;

const commandSchema = z.strictObject({
  /** A full path, `~/…`, or a name that is found on the PATH. */
  program: z.string().min(1),
  /**
   * One argument each; `{prompt}` and the like become their values. A list inside the list is left out as a whole when
   * one of its values is missing: `["--end", "{end}"]`.
   */
  args: z.array(z.union([z.string(), z.array(z.string()).min(1)])).default([]),
  /** What the program reads on its standard input, e.g. `{text}`. */
  stdin: z.string().optional(),
  timeoutSeconds: z.number().positive().max(86_400).default(600),
  /** Names of variables that the program may see beside PATH, HOME, LANG and TMPDIR. */
  env: z.array(z.string().regex(/^[A-Za-z_]\w*$/)).default([]),
});
export type Command = z.infer<typeof commandSchema>;

/** @throws ProviderFailure invalid_input that says what is wrong with the description */
export function commandOf(options: Readonly<Record<string, unknown>>, name: string): Command {
  const parsed = commandSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({ path: `job.options.${issue.path.join('.')}`, message: issue.message }));
  throw new ProviderFailure(
    providerError(
      'invalid_input',
      `The description of ${name} does not say which program to start: ${fields.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`,
      { fields },
    ),
  );
}

/** What a person or a language model has written: words, never an option of the program. */
const WORDS: ReadonlySet<string> = new Set(['prompt', 'negative', 'text']);

export interface StartableCommand {
  args: string[];
  stdin: string | null;
}

/**
 * The command's arguments for one request. There is no shell: a value stays inside its argument, whatever is in it.
 *
 * @param body values by name; only texts, numbers and switches are used
 * @param out absolute path of the file that the program must write
 * @throws ProviderFailure invalid_input when a value would be taken for an option
 */
export function fillCommand(command: Command, body: Readonly<Record<string, unknown>>, out: string): StartableCommand {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    // A zero byte would end the argument, and cannot be spoken or drawn.
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      values.set(name, String(value).replaceAll('\0', ''));
  }
  // What is spoken is one line: programs that read line by line would make several files of it.
  values.set('text', (values.get('text') ?? '').replaceAll(/\s+/g, ' ').trim());
  values.set('out', out);
  const known: ReadonlySet<string> = new Set([...placeholders, ...values.keys()]);
  // Braces around anything else belong to the program (JSON, for instance).
  const fill = (template: string): string =>
    template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => (known.has(name) ? (values.get(name) ?? '') : whole));
  const isMissing = (template: string): boolean =>
    [...template.matchAll(/\{(\w+)\}/g)].some(([, name = '']) => known.has(name) && (values.get(name) ?? '') === '');
  const argument = (template: string): string => {
    const filled = fill(template);
    const [, name] = /^\{(\w+)\}/.exec(template) ?? [];
    if (name === undefined || !known.has(name) || !filled.startsWith('-')) return filled;
    // A line that begins with a dash would be read as an option; a space before it changes nothing else.
    if (WORDS.has(name)) return ` ${filled}`;
    if (Number.isFinite(Number(filled))) return filled;
    throw new ProviderFailure(
      providerError(
        'invalid_input',
        `The ${name} “${filled.slice(0, 60)}” begins with a dash, which the program would take for an option.`,
      ),
    );
  };
  return {
    args: command.args.flatMap((each) => (typeof each === 'string' ? [argument(each)] : each.some(isMissing) ? [] : each.map(argument))),
    stdin: command.stdin === undefined ? null : fill(command.stdin),
  };
}
