/** Commands, options and exit codes: 0 done, 1 failed, 2 usage, 130 interrupted. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { aspectValues, presetValues } from '#contract/model/primitives.ts';
import { runUntilValues, exportFormatValues } from '#contract/model/film.ts';
import { modelKindValues } from '#contract/model/providers.ts';
import { StudioFailure } from '#contract/errors.ts';
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
    .option('--audience <text>', 'who it is for', '')
    .option('--do <text>', 'something the brand wants shown or said; may be repeated', collect, [])
    .option('--dont <text>', 'something that must not appear; may be repeated', collect, [])
    .addOption(new Option('--preset <quality>', 'how many variations and rounds').choices([...presetValues]).default('balanced'))
    .addOption(modelOption('writer'))
    .addOption(modelOption('picture'))
    .addOption(modelOption('clip'))
    .addOption(modelOption('voice'))
    .option('--json', 'one JSON object on stdout')
    .action((dir: string, options) => after(import('./commands/create.ts').then((module) => module.create(dir, options))));

  program
    .command('run')
    .description('make what is missing; safe to call again')
    .argument('<dir>')
    .addOption(new Option('--until <stage>', 'how far to go').choices([...runUntilValues]).default('film'))
    .addOption(modelOption('writer'))
    .addOption(modelOption('picture'))
    .addOption(modelOption('clip'))
    .addOption(modelOption('voice'))
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

  const providers = program.command('providers').description('services and local servers that make words, pictures, clips and voices');
  providers
    .command('list')
    .description('what is connected, where it is reached, and what is missing')
    .option('--json', 'one JSON object on stdout')
    .action((options) => after(import('./commands/providers.ts').then((module) => module.listProviders(options))));
  providers
    .command('test')
    .description('ask something that costs nothing; all connected ones without a name')
    .argument('[provider]')
    .option('--json', 'one JSON object on stdout')
    .action((provider: string | undefined, options) =>
      after(import('./commands/providers.ts').then((module) => module.testProviders(provider, options))),
    );
  providers
    .command('models')
    .description('models with their prices; local servers are asked what they have')
    .argument('[provider]')
    .addOption(new Option('--kind <kind>', 'what they make').choices([...modelKindValues]))
    .option('--json', 'one JSON object on stdout')
    .action((provider: string | undefined, options) =>
      after(import('./commands/providers.ts').then((module) => module.listModels(provider, options))),
    );
  providers
    .command('refresh')
    .description('compare a model with what its provider publishes now')
    .argument('<model>', 'for example replicate:kwaivgi/kling-v2.5-turbo-pro')
    .option('--json', 'one JSON object on stdout')
    .action((model: string, options) => after(import('./commands/providers.ts').then((module) => module.refreshModel(model, options))));
  providers
    .command('set')
    .description('base URL and limits of a provider; "standard" goes back to what it was')
    .argument('<provider>')
    .option('--address <url>', 'base URL, or "standard"')
    .option('--address-id <id>', 'which of its addresses, when it has several')
    .option('--at-once <jobs>', 'jobs under way at once, or "standard"', asLimit)
    .option('--per-minute <creates>', 'new jobs in a minute, or "standard"', asLimit)
    .option('--json', 'one JSON object on stdout')
    .action((provider: string, options) =>
      after(import('./commands/providers.ts').then((module) => module.setProvider(provider, options))),
    );
  providers
    .command('choose')
    .description('models for new films; shows what is chosen')
    .addOption(modelOption('writer'))
    .addOption(modelOption('picture'))
    .addOption(modelOption('clip'))
    .addOption(modelOption('voice'))
    .option('--json', 'one JSON object on stdout')
    .action((options) => after(import('./commands/providers.ts').then((module) => module.chooseForNewFilms(options))));
  providers
    .command('add-server')
    .description('an OpenAI-compatible server of your own')
    .argument('<name>')
    .argument('<url>', 'for example http://127.0.0.1:8000/v1')
    .option('--json', 'one JSON object on stdout')
    .action((name: string, url: string, options) =>
      after(import('./commands/providers.ts').then((module) => module.addServer(name, url, options))),
    );
  providers
    .command('remove-server')
    .description('forget a server that you added')
    .argument('<provider>', 'its id, as the list shows it')
    .option('--json', 'one JSON object on stdout')
    .action((provider: string, options) =>
      after(import('./commands/providers.ts').then((module) => module.removeServer(provider, options))),
    );

  providers
    .command('import-workflow')
    .description('make a model of a ComfyUI workflow that was exported in API format')
    .argument('<file>')
    .requiredOption('--name <name>', 'what the model is called')
    .option('--binding <file>', 'which input takes what; found in the workflow when left out')
    .option('--json', 'one JSON object on stdout')
    .action((file: string, options) => after(import('./commands/providers.ts').then((module) => module.importWorkflow(file, options))));

  program
    .command('preview')
    .description('what would be sent for one frame or take, with what is dropped or changed, before anything is spent')
    .argument('<dir>')
    .requiredOption('--scene <number>', 'number of the scene', asNumberOf('scene'))
    .addOption(new Option('--what <what>').choices(['start', 'end', 'take']).default('take'))
    .option('--model <model>', 'another model than the chosen one')
    .option('--json', 'one JSON object on stdout')
    .action((dir: string, options) => after(import('./commands/money.ts').then((module) => module.preview(dir, options))));

  program
    .command('money')
    .description('what was spent and on what; limits')
    .argument('<dir>')
    .option('--cap <amount>', 'limit for this film in dollars, or "none"')
    .option('--daily-cap <amount>', 'limit for all films in a day, or "none"')
    .option('--json', 'one JSON object on stdout')
    .action((dir: string, options) => after(import('./commands/money.ts').then((module) => module.money(dir, options))));

  program
    .command('jobs')
    .description('requests to providers; answer those of which nobody knows whether they arrived')
    .argument('<dir>')
    .option('--send-again <job>', 'you looked at the provider and it is not there')
    .option('--leave <job>', 'it is there, or you do not want it again')
    .option('--json', 'one JSON object on stdout')
    .action((dir: string, options) => after(import('./commands/money.ts').then((module) => module.jobs(dir, options))));

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
    if (cause instanceof OperationFailed || cause instanceof StudioFailure) {
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

function modelOption(role: 'writer' | 'picture' | 'clip' | 'voice'): Option {
  const what = { writer: 'writes', picture: 'draws the frames', clip: 'shoots the takes', voice: 'speaks' }[role];
  return new Option(
    `--${role} <model>`,
    `model that ${what}, from "heroframe providers models"; "own" is this computer's, "standard" what is set for new films`,
  );
}

function asNumberOf(what: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(`The ${what} is a whole number from 1.`);
    return value;
  };
}

/** The command-line library takes null for "no value". */
function asLimit(text: string): number | 'standard' {
  if (text === 'standard') return text;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('Write a number, or "standard".');
  return value;
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
