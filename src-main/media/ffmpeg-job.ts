/**
 * One run of ffmpeg as data: inputs, an optional graph, one output file.
 * Pure, so that what will be run can be tested without running it.
 */

export interface FfmpegInput {
  /** Options that belong to this input. */
  options: readonly string[];
  /** Absolute path. */
  file: string;
}

export interface FfmpegJob {
  inputs: readonly FfmpegInput[];
  /** `-filter_complex` graph, or null. */
  graph: string | null;
  /** Options of the output; must name the format with `-f`, because the file is written under a temporary name. */
  options: readonly string[];
}

/**
 * Demuxers an input may be read with. Playlists and other formats that make
 * ffmpeg open further files are not among them: a "clip" from a provider is
 * untrusted, and a playlist could pull any local file into the film.
 */
const formats = [
  'mov',
  'matroska',
  'webm',
  'avi',
  'mpegts',
  'gif',
  'image2',
  'png_pipe',
  'jpeg_pipe',
  'webp_pipe',
  'wav',
  'mp3',
  'aac',
  'flac',
  'ogg',
  'aiff',
  'srt',
].join(',');

/** Options that keep ffmpeg and ffprobe to the very file they are given. */
export const safeInputOptions: readonly string[] = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', formats];

/** An input file, opened under the rules of `safeInputOptions`. */
export function inputFile(file: string, options: readonly string[] = []): FfmpegInput {
  return { options: [...safeInputOptions, ...options], file };
}

/** Options before everything else: quiet, never asking, never reading our terminal. */
export const quietOptions: readonly string[] = ['-hide_banner', '-nostdin', '-loglevel', 'warning'];

/** The whole argument list of a job that writes to `target`. */
export function jobArguments(job: FfmpegJob, target: string): string[] {
  return [
    ...quietOptions,
    '-y',
    ...job.inputs.flatMap((input) => [...input.options, '-i', input.file]),
    ...(job.graph === null ? [] : ['-filter_complex', job.graph]),
    ...job.options,
    target,
  ];
}
