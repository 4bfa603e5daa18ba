/** The finished film: shots in order, captions, voices, one MP4 that plays everywhere. */
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import sharp from 'sharp';
import { fail } from '#contract/errors.ts';
import { assembleFrames, planShots } from './assemble.ts';
import { canDrawCaption, renderCaptionPicture } from './caption-picture.ts';
import { captionColumns, layOutCaptions, toSrt, toVtt, type CaptionCue, type CaptionLine } from './caption-text.ts';
import { aacArguments, FILM_FPS, fitFilter, frameCount, h264Arguments, mp4Arguments, type H264Encoder } from './encode-args.ts';
import { inputFile, quietOptions } from './ffmpeg-job.ts';
import { drawOverlay, frameBytes, overlayFromRgba, type Overlay } from './frame-blend.ts';
import { locateTools, type MediaTools } from './locate.ts';
import { writeWhole } from './part-file.ts';
import { probeVideo, type VideoFacts } from './probe.ts';
import { openFrameReader, openFrameWriter } from './raw-frames.ts';
import { mixVoices, writeSoundtrack, type VoiceLine } from './soundtrack.ts';

export interface FilmShot {
  /** Absolute path of a clip, or of a still picture that is held. */
  file: string;
  /** How long it is seen; rounded to whole frames. */
  seconds: number;
  /** Where in the clip it begins, seconds; 0 when left out. */
  fromSeconds?: number;
}

export interface FilmOrder {
  shots: readonly FilmShot[];
  /** Words with their time on the film's clock; laid out here. */
  captions: readonly CaptionLine[];
  voice: readonly VoiceLine[];
  /** Pixels; even. */
  width: number;
  height: number;
  /** 24 when left out. */
  fps?: number;
  /** Absolute path of the MP4; its folder is made when missing. */
  out: string;
  /**
   * True: captions are part of the picture, if our font has their script. False: they are a track that players can switch on.
   */
  burnCaptions: boolean;
  /** `dissolve`: each shot melts into the next over `dissolveSeconds` (0.4 when left out), without changing the film's length. */
  transition?: 'cut' | 'dissolve';
  dissolveSeconds?: number;
  /** Encoder effort and quality; fast and 18 when left out. Below veryfast the stream is no longer High profile. */
  preset?: 'ultrafast' | 'veryfast' | 'fast' | 'medium' | 'slow';
  crf?: number;
  tools?: MediaTools | undefined;
  signal?: AbortSignal | undefined;
  /** 0–1 with what is happening, at most a few times per second of film. */
  onProgress?: ((done: number, message: string) => void) | undefined;
}

export interface FinishedFilm {
  file: string;
  bytes: number;
  frames: number;
  /** Exactly `frames / fps`. */
  seconds: number;
  width: number;
  height: number;
  /** Caption files beside the film, or null when nobody says anything. */
  captionFiles: { srt: string; vtt: string } | null;
  /** The captions as they are shown. */
  cues: CaptionCue[];
  /** Whether any voice is heard. */
  voiced: boolean;
  /** What a person should know, in sentences: clips held because they were too short, voices cut at the end. */
  notes: string[];
}

/**
 * Joins shots, captions and voices into a film: H.264 High, yuv420p, BT.709,
 * index in front, AAC stereo at 48 kHz (silence where nobody speaks). The film
 * has exactly the sum of its shots' rounded frames. Beside it go `.srt` and `.vtt` files.
 * @throws StudioFailure `invalid-input` (no shots, odd size), `asset-missing`, `ffmpeg-missing`, `ffmpeg-failed`, `disk-full`; the signal's reason.
 */
export async function stitchFilm(order: FilmOrder): Promise<FinishedFilm> {
  const { shots, width, height, fps = FILM_FPS, signal } = order;
  checkOrder(order);
  const tools = order.tools ?? (await locateTools({ signal }));
  const counts = shots.map((shot) => frameCount(shot.seconds, fps));
  const frames = counts.reduce((sum, count) => sum + count, 0);
  const seconds = frames / fps;
  const report = order.onProgress ?? (() => undefined);

  report(0, 'Looking at the shots');
  const atOnce = pLimit(4);
  const facts = await Promise.all(shots.map((shot) => atOnce(() => probeVideo(shot.file, { tools, signal }))));
  const plan = planShots(counts, order.transition === 'dissolve' ? frameCount(order.dissolveSeconds ?? 0.4, fps) : 0);
  const cues = layOutCaptions(order.captions, captionColumns(width, height), seconds);
  const notes = shortClips(order, facts, counts, fps);
  const drawable = cues.every((cue) => cue.lines.every(canDrawCaption));
  const burn = order.burnCaptions && drawable;
  if (order.burnCaptions && !drawable) {
    notes.push('The captions are in a script that cannot be drawn into the picture; they are a track that players can switch on.');
  }

  await mkdir(dirname(order.out), { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'heroframe-cut-'));
  try {
    const sound = join(scratch, 'sound.wav');
    const soundtrack = await mixVoices(order.voice, seconds, {
      ffmpeg: tools.ffmpeg.path,
      signal,
      onProgress: (done) => report(done * 0.05, 'Placing the voices'),
    });
    for (const index of soundtrack.cut) notes.push(`Voice line ${index + 1} was longer than the film and fades out at its end.`);
    await writeSoundtrack(sound, soundtrack);
    const soft = !burn && cues.length > 0 ? join(scratch, 'captions.srt') : null;
    if (soft !== null) await writeFile(soft, toSrt(cues));

    await writeWhole(order.out, 'writing the film', async (part) => {
      const writer = openFrameWriter({
        ffmpeg: tools.ffmpeg.path,
        args: filmArguments({ ...order, fps, encoder: tools.ffmpeg.h264, sound, captions: soft, seconds, target: part }),
        doing: 'writing the film',
        signal,
      });
      const film = assembleFrames(
        plan,
        (index) => {
          const [shot, fact, needed] = [shots[index], facts[index], plan[index]];
          if (shot === undefined || fact === undefined || needed === undefined) throw new Error(`no shot ${index}`);
          const args = shotArguments(shot, fact, { width, height, fps, frames: needed.frames + needed.tail });
          return openFrameReader(
            { ffmpeg: tools.ffmpeg.path, args, doing: `reading shot ${index + 1}`, signal },
            frameBytes(width, height),
          );
        },
        (index) =>
          fail(
            'ffmpeg-failed',
            `Shot ${index + 1} has no picture in the part that is used, so the film was not written.`,
            'Make that take again or choose another one.',
          ),
      );
      const captions = burn ? captionDrawer(cues, width, height, fps) : null;
      try {
        let number = 0;
        for await (const frame of film) {
          await captions?.(frame, number);
          await writer.write(frame);
          number += 1;
          if (number % 6 === 0)
            report(0.05 + 0.93 * (number / frames), `Writing the film, ${Math.floor(number / fps)} of ${Math.round(seconds)} s`);
        }
        await writer.finish();
      } catch (error) {
        await writer.abandon();
        throw error;
      }
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }

  const captionFiles = cues.length === 0 ? null : await writeCaptionFiles(order.out, cues);
  report(1, 'The film is ready');
  const { size } = await stat(order.out);
  return { file: order.out, bytes: size, frames, seconds, width, height, captionFiles, cues, voiced: order.voice.length > 0, notes };
}

function checkOrder({ shots, width, height }: FilmOrder): void {
  if (shots.length === 0) fail('invalid-input', 'There are no shots to join.', 'Choose a take for at least one scene.');
  if (width % 2 !== 0 || height % 2 !== 0 || width < 2 || height < 2) {
    fail('invalid-input', `A film of ${width} × ${height} pixels cannot be written as H.264.`, 'Use an even width and height.');
  }
}

/** Clips that end before their shot does are held on their last frame, and that is said. Stills are meant to be held. */
function shortClips(order: FilmOrder, facts: readonly VideoFacts[], counts: readonly number[], fps: number): string[] {
  return order.shots.flatMap((shot, index) => {
    const fact = facts[index];
    const count = counts[index] ?? 0;
    if (fact === undefined || fact.frames <= 1) return [];
    const missing = count / fps - (fact.seconds - (shot.fromSeconds ?? 0));
    // Below two frames nobody sees it, and rounding alone can do that.
    return missing < 2 / fps ? [] : [`Shot ${index + 1} is ${missing.toFixed(1)} s shorter than its place; its last frame is held.`];
  });
}

/** Arguments that turn one shot into raw frames of the film's size and rate on the standard output. */
export function shotArguments(
  shot: FilmShot,
  facts: VideoFacts,
  film: { width: number; height: number; fps: number; frames: number },
): string[] {
  const seek = shot.fromSeconds !== undefined && shot.fromSeconds > 0 ? ['-ss', shot.fromSeconds.toFixed(4)] : [];
  const input = inputFile(shot.file, seek);
  const filter = `setpts=PTS-STARTPTS,fps=${film.fps},${fitFilter(facts, film.width, film.height)}`;
  const picked = ['-map', '0:v:0', '-an', '-sn', '-vf', filter, '-frames:v', String(film.frames)];
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'];
  return [...quietOptions, ...input.options, '-i', input.file, ...picked, ...raw];
}

/** Arguments that turn raw frames on the standard input, the mixed sound and the captions into the film. */
export function filmArguments(film: {
  width: number;
  height: number;
  fps: number;
  seconds: number;
  encoder: H264Encoder;
  preset?: FilmOrder['preset'];
  crf?: number;
  sound: string;
  /** SubRip file for a track that can be switched on, or null. */
  captions: string | null;
  target: string;
}): string[] {
  const { width, height, fps, encoder, preset, crf, sound, captions } = film;
  const size = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-video_size', `${width}x${height}`, '-framerate', String(fps), '-i', 'pipe:0'];
  const files = [inputFile(sound), ...(captions === null ? [] : [inputFile(captions)])];
  const maps = ['-map', '0:v:0', '-map', '1:a:0', ...(captions === null ? [] : ['-map', '2:s:0'])];
  const track = captions === null ? [] : ['-c:s', 'mov_text', '-metadata:s:s:0', 'title=Captions'];
  const quality = { preset: preset ?? ('fast' as const), ...(crf === undefined ? {} : { crf }) };
  return [
    // Not `-nostdin`: the pictures come that way.
    ...quietOptions.filter((option) => option !== '-nostdin'),
    '-y',
    ...size,
    ...files.flatMap((input) => [...input.options, '-i', input.file]),
    ...maps,
    ...h264Arguments({ encoder, fps, width, height, ...quality }),
    ...aacArguments,
    ...track,
    ...mp4Arguments,
    film.target,
  ];
}

/** Frames over which a caption comes and goes. */
const CAPTION_FADE = 3;

/** Lays the caption of each moment over its frame; every caption is drawn once, when it is first needed. */
function captionDrawer(
  cues: readonly CaptionCue[],
  width: number,
  height: number,
  fps: number,
): (frame: Uint8Array, number: number) => Promise<void> {
  let shown: { cue: CaptionCue; overlay: Overlay | null } | null = null;
  return async (frame, number) => {
    const cue = cues.find((one) => number >= Math.round(one.startSeconds * fps) && number < Math.round(one.endSeconds * fps));
    if (cue === undefined) return;
    if (shown?.cue !== cue) {
      const png = await renderCaptionPicture(cue.lines, { width, height });
      const rgba = await sharp(png).ensureAlpha().raw().toBuffer();
      shown = { cue, overlay: overlayFromRgba(rgba, width, height) };
    }
    if (shown.overlay === null) return;
    const since = number - Math.round(cue.startSeconds * fps) + 1;
    const until = Math.round(cue.endSeconds * fps) - number;
    drawOverlay(frame, width, height, shown.overlay, Math.min(1, since / CAPTION_FADE, until / CAPTION_FADE));
  };
}

async function writeCaptionFiles(film: string, cues: readonly CaptionCue[]): Promise<{ srt: string; vtt: string }> {
  const stem = film.replace(/\.[^./\\]+$/, '');
  const files = { srt: `${stem}.srt`, vtt: `${stem}.vtt` };
  await writeWhole(files.srt, 'writing the captions', (part) => writeFile(part, toSrt(cues)));
  await writeWhole(files.vtt, 'writing the captions', (part) => writeFile(part, toVtt(cues)));
  return files;
}
