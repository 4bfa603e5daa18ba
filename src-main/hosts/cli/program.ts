/** Commands, options and exit codes: 0 done, 1 failed, 2 usage, 130 interrupted. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { aspectValues, presetValues } from '#contract/model/primitives.ts';
import { runUntilValues, exportFormatValues } from '#contract/model/film.ts';
import { findInstall } from '#studio/install-root.ts';
import { Interrupted, OperationFailed } from './session.ts';
import { printError } from './output.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Runs one command line. Never throws; returns the exit code. */
export async function runProgram(args: string[]): Promise<number> {
  const json = args.includes('--json');
  let code: number = EXIT.done;
  const after = (work: Promise<number>): Promise<void> =>
    work.then((result) => {
      code = result;
    });
  const program = new Command('heroframe')
    .description('Turn one sentence into a finished short film, with you in charge of every step.')
    .version(findInstall().version)
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .showHelpAfterError('(heroframe --help shows what there is)');

  program
    .command('create')
    .description('make a new film folder from one sentence')
    .argument('<dir>', 'folder of the film, for example "My Film.heroframe"')
    .requiredOption('--prompt <text>', 'what the film is about')
    .option('--duration <seconds>', 'length of the film', asNumber, 15)
    .addOption(new Option('--aspect <shape>', 'picture shape').choices([...aspectValues]).default('16:9'))
    .option('--template <id>', 'story structure, or auto', 'auto')
    .option('--reference <file>', 'picture of the product; may be repeated', collect, [])
    .addOption(new Option('--preset <quality>', 'how many variations and rounds').choices([...presetValues]).default('balanced'))
    .option('--json', 'one JSON object on stdout')
    .action((dir: string, options) => after(import('./commands/create.ts').then((module) => module.create(dir, options))));

  program
    .command('run')
    .description('make what is missing; safe to call again')
    .argument('<dir>')
    .addOption(new Option('--until <stage>', 'how far to go').choices([...runUntilValues]).default('film'))
    .option('--json', 'one JSON object on stdout, events as lines on stderr')
    .action((dir: string, options) => after(import('./commands/run.ts').then((module) => module.run(dir, options))));

  program
    .command('status')
    .description('what there is, what is picked and why, what it cost')
    .argument('<dir>')
    .option('--json', 'everything, as JSON')
    .action((dir: string, options) => after(import('./commands/status.ts').then((module) => module.status(dir, options))));

  program
    .command('score')
    .description('measure pictures and clips')
    .argument('<files...>')
    .option('--prompt <text>', 'what they should show', '')
    .option('--json', 'one JSON object on stdout')
    .action((files: string[], options) => after(import('./commands/score.ts').then((module) => module.score(files, options))));

  program
    .command('export')
    .description('write the finished film to a file')
    .argument('<dir>')
    .addOption(new Option('--format <format>').choices([...exportFormatValues]).default('mp4'))
    .requiredOption('--out <file>', 'where to write it')
    .option('--json', 'one JSON object on stdout')
    .action((dir: string, options) => after(import('./commands/export.ts').then((module) => module.exportFilm(dir, options))));

  program
    .command('serve')
    .description('open the studio in a browser on this computer')
    .argument('[dir]')
    .option('--port <number>', '0 takes any free one', asPort, 0)
    .option('--open', 'open the browser')
    .option('--json', 'one JSON object on stdout')
    .action((dir: string | undefined, options) => after(import('./commands/serve.ts').then((module) => module.serve(dir, options))));

  program
    .command('doctor')
    .description('what works on this computer, and how to fix what does not')
    .option('--json', 'one JSON object on stdout')
    .action((options) => after(import('./commands/doctor.ts').then((module) => module.doctor(options))));

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) {
      // Help and version were asked for; everything else is a wrong command line.
      if (cause.exitCode === 0) return EXIT.done;
      if (json)
        process.stdout.write(
          `${JSON.stringify({ error: { code: 'usage', message: cause.message.replace(/^error: /, ''), hint: 'See heroframe --help.' } })}\n`,
        );
      return EXIT.usage;
    }
    if (cause instanceof Interrupted) return EXIT.interrupted;
    if (cause instanceof OperationFailed) {
      printError(cause.error, json);
      return cause.error.code === 'invalid-input' || cause.error.code === 'unknown-template' ? EXIT.usage : EXIT.failed;
    }
    printError(
      {
        code: 'internal',
        message: 'Something in the program went wrong.',
        hint: 'Try again; if it comes back, report it.',
        retryable: true,
        detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
      },
      json,
    );
    return EXIT.failed;
  }
}

/** Any spelling of a number, also NaN: whether it makes a film is for the contract to say. */
function asNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new InvalidArgumentError('The duration must be a number of seconds.');
  return value;
}

function asPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return port;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}
