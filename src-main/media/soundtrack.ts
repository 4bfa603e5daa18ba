/**
 * The soundtrack of a film: voice lines at their places over silence, as long
 * as the film to the sample. Mixed here rather than in a filter graph, so that
 * every build of ffmpeg gives the same sound and any number of lines fits.
 */
import { SOUND_RATE } from './encode-args.ts';
import { quietOptions, inputFile } from './ffmpeg-job.ts';
import { integratedLoudness, limitPeaks } from './loudness.ts';
import { writeWhole } from './part-file.ts';
import { openFrameReader } from './raw-frames.ts';
import { writeWav } from './wav.ts';

export interface VoiceLine {
  /** Absolute path of a sound file of any common kind. */
  file: string;
  /** Where it begins, seconds from the start of the film. */
  atSeconds: number;
}

/** Loudness each line is brought to, LUFS: what streaming platforms play speech at. */
export const VOICE_LUFS = -16;
/** Peaks stay below this share of full scale: −1.5 dB, so that AAC does not push them over. */
const CEILING = 10 ** (-1.5 / 20);
/** A line is raised or lowered by at most this much, dB: beyond it we would be amplifying noise. */
const MOST_GAIN_DB = 24;
/** Seconds over which a line that runs past the film's end fades, and over which every line is eased in and out. */
const END_FADE = 0.12;
const EASE = 0.006;

export interface SoundtrackOptions {
  /** Path of ffmpeg. */
  ffmpeg: string;
  signal?: AbortSignal | undefined;
  /** 0–1. */
  onProgress?: ((done: number) => void) | undefined;
}

export interface Soundtrack {
  /** Samples of the whole film, one channel, at 48 kHz. */
  samples: Float32Array;
  /** Lines that ran past the end of the film and were faded out there: their places in `lines`. */
  cut: number[];
}

/**
 * Mixes the lines.
 * @param seconds length of the film.
 * @throws StudioFailure `ffmpeg-failed` when a line cannot be read; the signal's reason.
 */
export async function mixVoices(lines: readonly VoiceLine[], seconds: number, options: SoundtrackOptions): Promise<Soundtrack> {
  const samples = new Float32Array(Math.round(seconds * SOUND_RATE));
  const cut: number[] = [];
  for (const [index, line] of lines.entries()) {
    const voice = await decodeSound(line.file, options);
    balanceVoice(voice);
    if (placeVoice(samples, voice, line.atSeconds)) cut.push(index);
    options.onProgress?.((index + 1) / lines.length);
  }
  return { samples, cut };
}

/** Writes a soundtrack as a stereo WAVE file, whole or not at all. */
export async function writeSoundtrack(file: string, soundtrack: Soundtrack): Promise<void> {
  await writeWhole(file, 'writing the soundtrack', (part) => writeWav(part, soundtrack.samples, SOUND_RATE, 2));
}

/** Brings a line to the common loudness, keeps its peaks in bounds and takes the clicks off its ends. In place. */
export function balanceVoice(voice: Float32Array): void {
  const loudness = integratedLoudness(voice, SOUND_RATE, 2);
  if (loudness !== null) {
    const gain = 10 ** (Math.max(-MOST_GAIN_DB, Math.min(MOST_GAIN_DB, VOICE_LUFS - loudness)) / 20);
    for (let index = 0; index < voice.length; index += 1) voice[index] = (voice[index] ?? 0) * gain;
  }
  limitPeaks(voice, SOUND_RATE, CEILING);
  const ease = Math.min(Math.round(EASE * SOUND_RATE), voice.length >> 1);
  for (let index = 0; index < ease; index += 1) {
    const level = index / ease;
    voice[index] = (voice[index] ?? 0) * level;
    voice[voice.length - 1 - index] = (voice[voice.length - 1 - index] ?? 0) * level;
  }
}

/** Adds a line to the film at its place; true when it had to be cut at the film's end. */
export function placeVoice(film: Float32Array, voice: Float32Array, atSeconds: number): boolean {
  const at = Math.max(0, Math.round(atSeconds * SOUND_RATE));
  const over = at + voice.length > film.length;
  const length = Math.max(0, Math.min(voice.length, film.length - at));
  const fade = over ? Math.min(Math.round(END_FADE * SOUND_RATE), length) : 0;
  for (let index = 0; index < length; index += 1) {
    const level = Math.min(1, (length - index) / Math.max(1, fade));
    film[at + index] = (film[at + index] ?? 0) + (voice[index] ?? 0) * level;
  }
  return over;
}

/** Arguments that turn any sound into raw 32 bit samples of one channel at 48 kHz on the standard output, with silence behind. */
function decodeSoundArguments(file: string): string[] {
  const input = inputFile(file);
  const sound = ['-vn', '-ac', '1', '-ar', String(SOUND_RATE), '-af', `apad=pad_len=${PADDING_SAMPLES}`];
  return [...quietOptions, ...input.options, '-i', input.file, ...sound, '-f', 'f32le', 'pipe:1'];
}

/** A tenth of a second per read. */
const CHUNK_SAMPLES = SOUND_RATE / 10;
/** Silence added behind a line fills the last chunk, so that none of the line is lost (a filter counts at the file's own rate, so plenty). */
const PADDING_SAMPLES = SOUND_RATE;

async function decodeSound(file: string, options: SoundtrackOptions): Promise<Float32Array> {
  const { ffmpeg, signal } = options;
  const reader = openFrameReader({ ffmpeg, args: decodeSoundArguments(file), doing: 'reading a voice line', signal }, CHUNK_SAMPLES * 4);
  const chunks: Float32Array[] = [];
  try {
    for (let chunk = await reader.next(); chunk !== null; chunk = await reader.next()) {
      chunks.push(new Float32Array(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.byteLength)));
    }
  } finally {
    await reader.close();
  }
  const whole = new Float32Array(chunks.length * CHUNK_SAMPLES);
  for (const [index, chunk] of chunks.entries()) whole.set(chunk, index * CHUNK_SAMPLES);
  // What follows the last sound is our own padding.
  const last = whole.findLastIndex((value) => value !== 0);
  return whole.slice(0, last + 1);
}
