/** Speaks voice-over lines with the voices this computer has of its own. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fail, StudioFailure, studioError } from '#contract/errors.ts';
import { diskFull, saysDiskFull } from './ffmpeg-failure.ts';
import { onSearchPath } from './locate.ts';
import { writeWhole } from './part-file.ts';
import { runProgram } from './run-program.ts';
import {
  chooseVoice,
  espeakCommand,
  parseEspeakVoices,
  parseSayVoices,
  parseSystemSpeechVoices,
  piperCommand,
  sayCommand,
  systemSpeechCommand,
  systemSpeechListArguments,
  type SpeechCommand,
  type SpeechRequest,
  type Voice,
  type VoiceEngineId,
} from './voice-engines.ts';
import { parseWav, trimQuiet, writeWav, type WavSound } from './wav.ts';

export type { Voice } from './voice-engines.ts';

/** A line is spoken at most this much faster than is natural to fit its slot; beyond, it sounds rushed. */
const FASTEST_RATE = 1.25;
/** Characters in one line beyond which something other than a voice-over was passed in. */
const LINE_MAX = 2000;

export interface VoiceSetup {
  platform?: NodeJS.Platform;
  /** Search path for the programs; this process's own when left out. */
  searchPath?: string | undefined;
  /** Path of a piper voice (`.onnx` with its `.onnx.json` beside it), from the settings. */
  piperModel?: string | undefined;
  signal?: AbortSignal | undefined;
}

interface Engine {
  id: VoiceEngineId;
  program: string;
  voices: Voice[];
  command: (request: SpeechRequest) => SpeechCommand;
}

export interface VoiceService {
  /** All voices, the preferred engine's first; empty when this computer has none. */
  voices: readonly Voice[];
  /** The voice used when none is named, or null. */
  standard: Voice | null;
  /** One sentence for people: what was found, or what is missing and what to do. */
  summary: string;
  /** Speaks one line; see `SpeakOptions`. */
  speak(options: SpeakOptions): Promise<SpokenLine>;
}

export interface SpeakOptions {
  text: string;
  /** A voice's `id`; left out, the standard voice of `language`. */
  voice?: string | undefined;
  /** BCP 47; `en-US` when left out. Used to choose a voice when none is named. */
  language?: string | undefined;
  /** Multiple of the natural speed, 0.5–2; 1 when left out. */
  rate?: number | undefined;
  /** Seconds the line may take. It is spoken faster, up to 1.25 times, when it does not fit. */
  fitSeconds?: number | undefined;
  /** Absolute path of the WAVE file to write. */
  out: string;
  signal?: AbortSignal | undefined;
}

export interface SpokenLine {
  file: string;
  /** Length of the file: the line with hardly any quiet before and after. */
  seconds: number;
  /** The speed it was spoken at in the end. */
  rate: number;
  /** Seconds by which it is still longer than its slot; 0 when it fits. */
  overflowSeconds: number;
  voice: Voice;
}

/**
 * Looks for the voices of this computer: macOS `say`, Windows System.Speech,
 * on Linux piper (when a model is set) and espeak-ng. Never fails for want of a
 * voice: `voices` is then empty and `speak` throws `unavailable`.
 */
export async function findVoices(setup: VoiceSetup = {}): Promise<VoiceService> {
  const engines = await findEngines(setup);
  const voices = engines.flatMap((engine) => engine.voices);
  const standard = chooseVoice(engines[0]?.voices ?? [], 'en-US') ?? chooseVoice(voices, 'en-US') ?? voices[0] ?? null;
  return {
    voices,
    standard,
    summary:
      standard === null
        ? missingWords(setup.platform ?? process.platform).join(' ')
        : `${voices.length} voices; "${standard.name}" is used unless another is chosen.`,
    speak: async (options) => await speak(engines, options, setup.platform ?? process.platform),
  };
}

async function findEngines(setup: VoiceSetup): Promise<Engine[]> {
  const { platform = process.platform, searchPath, piperModel, signal } = setup;
  const asked = async (program: string, args: readonly string[]): Promise<string> => {
    try {
      return (await runProgram(program, args, { timeoutMs: 20_000, ...(signal === undefined ? {} : { signal }) })).stdout;
    } catch {
      signal?.throwIfAborted();
      return '';
    }
  };
  const engines: Engine[] = [];
  const add = (engine: Engine) => {
    if (engine.voices.length > 0) engines.push(engine);
  };
  const piper = piperModel === undefined || piperModel === '' ? null : await onSearchPath('piper', searchPath);
  if (piper !== null && piperModel !== undefined) {
    add({ id: 'piper', program: piper, voices: [piperVoice(piperModel)], command: piperCommand });
  }
  if (platform === 'darwin') {
    const say = await onSearchPath('say', searchPath);
    if (say !== null) add({ id: 'say', program: say, voices: parseSayVoices(await asked(say, ['-v', '?'])), command: sayCommand });
  }
  if (platform === 'win32') {
    const shell = await onSearchPath('powershell', searchPath);
    if (shell !== null) {
      const voices = parseSystemSpeechVoices(await asked(shell, systemSpeechListArguments));
      add({ id: 'system-speech', program: shell, voices, command: systemSpeechCommand });
    }
  }
  const espeak = await onSearchPath('espeak-ng', searchPath);
  if (espeak !== null) {
    const voices = parseEspeakVoices(await asked(espeak, ['--voices']), await installedMbrola(searchPath));
    add({ id: 'espeak-ng', program: espeak, voices, command: espeakCommand });
  }
  return engines;
}

/** Piper names its models after language, speaker and quality: `en_US-amy-medium.onnx`. */
function piperVoice(model: string): Voice {
  const match = /^([a-z]{2,3})_([A-Z]{2})-([^-]+)/.exec(basename(model));
  return {
    id: model,
    name: match?.[3] === undefined ? basename(model, '.onnx') : `Piper ${match[3]}`,
    language: match?.[1] === undefined ? 'en-US' : `${match[1]}-${match[2] ?? 'US'}`,
    engine: 'piper',
  };
}

async function installedMbrola(searchPath: string | undefined): Promise<ReadonlySet<string>> {
  if ((await onSearchPath('mbrola', searchPath)) === null) return new Set();
  const lists = await Promise.all(['/usr/share/mbrola', '/usr/local/share/mbrola'].map((folder) => readdir(folder).catch(() => [])));
  return new Set(lists.flat());
}

async function speak(engines: readonly Engine[], options: SpeakOptions, platform: NodeJS.Platform): Promise<SpokenLine> {
  const { signal, fitSeconds } = options;
  signal?.throwIfAborted();
  const text = options.text.replace(/\s+/gu, ' ').trim();
  if (text === '' || text.length > LINE_MAX) {
    fail(
      'invalid-input',
      `A voice-over line has between 1 and ${LINE_MAX.toLocaleString('en')} characters.`,
      'Shorten the line or split it over two scenes.',
    );
  }
  const { engine, voice } = chosen(engines, options, platform);
  await mkdir(dirname(options.out), { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'heroframe-voice-'));
  try {
    const textFile = join(scratch, 'line.txt');
    await writeFile(textFile, text);
    const attempt = async (rate: number) =>
      await utter(engine, { voice: voice.id, rate, textFile, out: join(scratch, 'line.wav') }, text, signal);
    let rate = Math.max(0.5, Math.min(2, options.rate ?? 1));
    let line = await attempt(rate);
    const secondsOf = (sound: WavSound) => sound.samples.length / sound.rate;
    const slot = fitSeconds ?? Infinity;
    // Engines keep only roughly to a speed that is asked for, so a second correction may be needed.
    for (let tries = 0; tries < 2 && secondsOf(line) > slot && rate < FASTEST_RATE; tries += 1) {
      rate = Math.min(FASTEST_RATE, rate * Math.max(1.03, (secondsOf(line) / slot) * 1.015));
      line = await attempt(rate);
    }
    await writeWhole(options.out, 'speaking a line', (part) => writeWav(part, line.samples, line.rate, 1));
    const seconds = secondsOf(line);
    return { file: options.out, seconds, rate, overflowSeconds: Math.max(0, seconds - slot), voice };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function chosen(engines: readonly Engine[], options: SpeakOptions, platform: NodeJS.Platform): { engine: Engine; voice: Voice } {
  const all = engines.flatMap((engine) => engine.voices);
  const language = options.language ?? 'en-US';
  const voice =
    options.voice === undefined
      ? (engines.map((engine) => chooseVoice(engine.voices, language)).find((one) => one !== null) ?? null)
      : (all.find((one) => one.id === options.voice) ?? null);
  const engine = engines.find((one) => one.id === voice?.engine);
  if (voice !== null && engine !== undefined) return { engine, voice };
  const [what, todo] = missingWords(platform);
  if (all.length === 0) fail('unavailable', what, todo);
  if (options.voice !== undefined) {
    fail('unavailable', `The voice "${options.voice}" is not on this computer.`, 'Choose another voice in the settings.');
  }
  fail(
    'unavailable',
    `No voice on this computer speaks "${language}", so this line is shown as a caption alone.`,
    'Install a voice for this language, or choose one in the settings.',
  );
}

function missingWords(platform: NodeJS.Platform): [string, string] {
  const todo =
    platform === 'darwin'
      ? 'Add a voice in System Settings, Accessibility, Spoken content.'
      : platform === 'win32'
        ? 'Add a voice in Settings, Time and language, Speech.'
        : 'Install the package "espeak-ng", or set a piper voice in the settings.';
  return ['This computer has no voice that can be used, so lines are shown as captions alone.', todo];
}

async function utter(engine: Engine, request: SpeechRequest, text: string, signal: AbortSignal | undefined): Promise<WavSound> {
  const command = engine.command(request);
  await rm(request.out, { force: true });
  let said = '';
  try {
    const result = await runProgram(engine.program, command.args, {
      timeoutMs: 120_000,
      ...(command.env === undefined ? {} : { env: command.env }),
      ...(command.textOnStdin ? { input: `${text}\n` } : {}),
      ...(signal === undefined ? {} : { signal }),
    });
    said = `${result.stderr.trim()}\nexit code ${result.code ?? 'none'}`;
    if (result.code === 0) {
      const recorded = parseWav(await readFile(request.out));
      const line = recorded === null ? null : trimQuiet(recorded);
      if (line !== null && line.samples.length > 0) return line;
      said = `no sound was written\n${said}`;
    }
  } catch (error) {
    signal?.throwIfAborted();
    said = `${said}\n${String(error)}`.trim();
  }
  if (said.split('\n').some(saysDiskFull)) throw new StudioFailure(diskFull('speaking a line', said));
  throw new StudioFailure(
    studioError(
      'unavailable',
      'The voice could not speak a line, so it is shown as a caption alone.',
      'Choose another voice in the settings, or try again.',
      {
        retryable: true,
        detail: `${engine.program}: ${said}`,
      },
    ),
  );
}
