/** What films work with on this computer: the offline writer, the previz renderer, the scorer, sound and picture. */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Brief, Estimate } from '#contract/model/brief.ts';
import type { StoryTemplate } from '#contract/model/story.ts';
import { OFFLINE_RATES, estimateRun } from '#domain/estimate.ts';
import type { RgbFrame } from '#media/frames.ts';
import type { MediaTools } from '#media/locate.ts';
import type { VoiceService } from '#media/voices.ts';
import type { MediaDesk, Reporter, Scorer, Toolbox } from '#pipeline/toolbox.ts';
import type { Scorer as RoomScorer } from '#scoring/scorer.ts';
import type { OpenProject } from '#storage/index.ts';
import type { Core } from './core.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ToolParts {
  project: OpenProject;
  report: Reporter;
  scorer: Scorer;
  templates: Core['templates'];
  env: Environment;
}

/** The embedded default: everything works without a key, a model or a network. */
export async function standardTools(parts: ToolParts): Promise<Toolbox> {
  const [{ createOfflineWriter }, { createPrevizAdapter }] = await Promise.all([
    import('#providers/offline-writer/writer.ts'),
    import('#providers/previz/adapter.ts'),
  ]);
  const writer = createOfflineWriter();
  const previz = createPrevizAdapter({
    ffmpeg: async () => (await mediaTools(parts.env)).ffmpeg.path,
    scratch: parts.project.scratchFolder,
  });
  return {
    project: parts.project,
    report: parts.report,
    scorer: parts.scorer,
    templates: async () => (await parts.templates()).templates,
    agent: writer,
    fallbackAgent: writer,
    picture: previz,
    clip: previz,
    media: createMediaDesk(parts.env),
    pollMs: 30,
  };
}

/** ffmpeg and ffprobe, found once per process. A failed search is not remembered: the person may install them meanwhile. */
export async function mediaTools(env: Environment): Promise<MediaTools> {
  const { locateTools } = await import('#media/locate.ts');
  return await locateTools({ ffmpegPath: env['HEROFRAME_FFMPEG'], ffprobePath: env['HEROFRAME_FFPROBE'] });
}

function createMediaDesk(env: Environment): MediaDesk {
  let voices: Promise<VoiceService> | null = null;
  return {
    async inspect(file, mime) {
      if (mime.startsWith('image/')) {
        const { default: sharp } = await import('sharp');
        const { width, height } = await sharp(file).metadata();
        return { width, height, seconds: null };
      }
      if (!mime.startsWith('video/')) return { width: null, height: null, seconds: null };
      const { probeVideo } = await import('#media/probe.ts');
      const facts = await probeVideo(file, { tools: await mediaTools(env) });
      return { width: facts.width, height: facts.height, seconds: facts.seconds };
    },
    async poster(clip, file, signal) {
      const { extractFrame } = await import('#media/frames.ts');
      const { probeVideo } = await import('#media/probe.ts');
      const tools = await mediaTools(env);
      const { seconds } = await probeVideo(clip, { tools, signal });
      await extractFrame(clip, seconds / 2, file, { signal, tools });
    },
    async speak(text, { file, fitSeconds, signal }) {
      const { findVoices: find } = await import('#media/voices.ts');
      const service = await (voices ??= find({ piperModel: env['HEROFRAME_PIPER_MODEL'] }));
      if (service.standard === null) return null;
      const line = await service.speak({ text, out: file, fitSeconds, signal });
      return { file: line.file, seconds: line.seconds };
    },
    async stitch(order) {
      const { stitchFilm } = await import('#media/stitch.ts');
      const film = await stitchFilm({
        shots: order.shots,
        captions: order.captions,
        voice: order.voice,
        width: order.width,
        height: order.height,
        out: order.file,
        burnCaptions: true,
        // At this quality factor the faster effort costs file size, not looks; people wait for this step.
        preset: 'veryfast',
        tools: await mediaTools(env),
        signal: order.signal,
        onProgress: (done) => order.onProgress(done),
      });
      // Captions live in the project; files of them are made when the film is exported.
      for (const file of Object.values(film.captionFiles ?? {})) await rm(file, { force: true });
      return { notes: film.notes };
    },
  };
}

/** The scorer, made when something is measured for the first time. */
export function createLazyScorer(env: Environment): Scorer & { close(): Promise<void> } {
  let made: Promise<RoomScorer> | null = null;
  const get = (): Promise<RoomScorer> =>
    (made ??= import('#scoring/scorer.ts').then(({ createScorer }) =>
      createScorer({ workers: Math.min(2, availableParallelism()), readFrames: (file, options) => framesOf(file, options, env) }),
    ));
  return {
    scorePicture: async (file, options) => await (await get()).scorePicture(file, options),
    scoreClip: async (file, options) => await (await get()).scoreClip(file, options),
    close: async () => await (await made)?.close(),
  };
}

async function* framesOf(
  file: string,
  options: { count?: number | undefined; longSide?: number | undefined; signal?: AbortSignal | undefined },
  env: Environment,
): AsyncGenerator<RgbFrame, void, void> {
  const { readRgbFrames } = await import('#media/frames.ts');
  yield* readRgbFrames(file, { ...options, tools: await mediaTools(env) });
}

/** Built-in templates and the person's own, read again when the folder may have changed. */
export function templateLibrary(root: string, ownFolder: string): Core['templates'] {
  return async () => {
    const { loadTemplates } = await import('#providers/offline-writer/template-library.ts');
    return await loadTemplates(join(root, 'resources', 'templates'), ownFolder);
  };
}

/** What a run of this brief makes, costs and takes on this computer. */
export function estimateFilm(brief: Brief, templates: readonly StoryTemplate[]): Estimate {
  const template = templates.find((each) => each.id === brief.template);
  return estimateRun(brief, OFFLINE_RATES, template === undefined ? {} : { beats: template.beats.length });
}

/** Names of the voices this computer has, the one that would be used first. */
export async function voiceNames(env: Environment): Promise<string[]> {
  const { findVoices } = await import('#media/voices.ts');
  const { voices, standard } = await findVoices({ piperModel: env['HEROFRAME_PIPER_MODEL'] });
  return [...(standard === null ? [] : [standard.name]), ...voices.filter((voice) => voice.id !== standard?.id).map((voice) => voice.name)];
}
