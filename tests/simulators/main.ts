/**
 * `npm run simulators`: every provider's simulator at once, so that the whole studio can be tried without an account.
 *
 * Prints the variables that point Heroframe at them; with a command behind `--`, runs that command with them set and
 * ends when it ends: `npm run simulators -- -- npm start`.
 */
import { spawn } from 'node:child_process';
import { startA1111 } from './a1111.ts';
import { startAnthropic } from './anthropic.ts';
import { startComfyUi } from './comfyui.ts';
import { startElevenLabs } from './elevenlabs.ts';
import { startFal } from './fal.ts';
import { startGemini } from './gemini.ts';
import type { RunningSimulator, StartSimulator } from './kit/simulator.ts';
import { startLumaDreamMachine } from './luma-dream-machine.ts';
import { startLuma } from './luma.ts';
import { startOllama } from './ollama.ts';
import { startOpenAi } from './openai.ts';
import { startPiapi } from './piapi.ts';
import { startReplicate } from './replicate.ts';
import { startRunway } from './runway.ts';

const starts: readonly StartSimulator[] = [
  startReplicate,
  startFal,
  startRunway,
  startLuma,
  startLumaDreamMachine,
  startPiapi,
  startOpenAi,
  startAnthropic,
  startGemini,
  startElevenLabs,
  startOllama,
  startComfyUi,
  startA1111,
];

/** First port when the addresses are to stay the same between starts. */
const FIRST_PORT = 48_100;

async function startAll(fixedPorts: boolean): Promise<RunningSimulator[]> {
  const running: RunningSimulator[] = [];
  for (const [index, start] of starts.entries()) running.push(await start(fixedPorts ? { port: FIRST_PORT + index } : {}));
  return running;
}

const [...args] = process.argv.slice(2);
const split = args.indexOf('--');
const command = split < 0 ? [] : args.slice(split + 1);
const running = await startAll(command.length === 0 && !args.includes('--any-port'));
const env = Object.assign({}, ...running.map((simulator) => simulator.env)) as Record<string, string>;

async function end(code: number): Promise<never> {
  await Promise.all(running.map((simulator) => simulator.close()));
  process.exit(code);
}

const [program, ...rest] = command;
if (program === undefined) {
  const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
  process.stdout.write('# The keys are made up. Set these where Heroframe is started; Ctrl-C ends the simulators.\n');
  for (const [name, value] of Object.entries(env)) process.stdout.write(`export ${name}=${quoted(value)}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(0));
} else {
  const child = spawn(program, rest, { stdio: 'inherit', env: { ...process.env, ...env } });
  child.on('error', (cause) => {
    process.stderr.write(`${program} could not be started: ${cause.message}\n`);
    void end(127);
  });
  child.on('exit', (code) => void end(code ?? 1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
}
