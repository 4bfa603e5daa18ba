/** Tiny clips drawn by ffmpeg itself, and the builds of ffmpeg on this machine. */
import { spawnSync } from 'node:child_process';
import { locateFfmpeg, locateFfprobe, type FfmpegTool, type FfprobeTool } from '#media/locate.ts';
import type { StudioError } from '#contract/errors.ts';
import { StudioFailure } from '#contract/errors.ts';

export const ffprobe: FfprobeTool = await locateFfprobe();

/** The build that is found first, and the old one inside the node package (the same where there is only that). */
export const builds: [string, FfmpegTool][] = [
  ['first found', await locateFfmpeg()],
  ['packaged', await locateFfmpeg({ searchPath: '' })],
];
export const ffmpeg = builds[0]![1];
export const tools = { ffmpeg, ffprobe };

/** Makes a file from a lavfi source; `args` go behind it. */
export function make(file: string, source: string, ...args: string[]): string {
  const result = spawnSync(ffmpeg.path, ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...args, file], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(result.stderr);
  return file;
}

/** A clip of one colour. */
export function plainClip(file: string, colour: string, seconds: number, { size = '320x180', fps = 24 } = {}): string {
  const tagged = ['-c:v', 'libx264', '-crf', '12', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-colorspace', 'bt709'];
  return make(file, `color=c=${colour}:s=${size}:r=${fps}:d=${seconds},scale=out_color_matrix=bt709:out_range=tv`, ...tagged);
}

/** ffprobe's answer for the named entries, as JSON. */
export function facts(file: string, entries: string): Record<string, unknown> {
  const result = spawnSync(ffprobe.path, ['-v', 'error', '-show_entries', entries, '-of', 'json', file], { encoding: 'utf8' });
  return JSON.parse(result.stdout) as Record<string, unknown>;
}

/** The typed error of a run that must fail. */
export async function failure(run: Promise<unknown>): Promise<StudioError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof StudioFailure) return error.error;
    throw error;
  }
  throw new Error('it succeeded');
}
