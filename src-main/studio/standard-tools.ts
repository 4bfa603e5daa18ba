/** What films work with on this computer: the offline writer, the previz renderer, the scorer, sound and picture. */
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Brief, Estimate } from '#contract/model/brief.ts';
import type { StoryTemplate } from '#contract/model/story.ts';
import type { ModelChoices } from '#contract/model/providers.ts';
import { estimateRun, type RunRates } from '#domain/estimate.ts';
import type { RgbFrame } from '#media/frames.ts';
import type { MediaTools } from '#media/locate.ts';
import type { VoiceService } from '#media/voices.ts';
import type { MediaDesk, Reporter, Scorer, Toolbox } from '#pipeline/toolbox.ts';
import type { Scorer as RoomScorer } from '#scoring/scorer.ts';
import type { ProviderAdapter } from '#providers/adapter.ts';
import type { ChatModel } from '#providers/llm/chat.ts';
import type { TextAgent } from '#providers/text-agent.ts';
import { askThroughRows } from '#pipeline/jobs/ask.ts';
import type { Till } from '#pipeline/jobs/till.ts';
import { assetFile, readSetting, type OpenProject } from '#storage/index.ts';
import type { Core } from './core.ts';
import type { ProviderDesk } from './providers/desk.ts';
import { CHOICES_SETTING } from './providers/settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ToolParts {
  project: OpenProject;
  report: Reporter;
  scorer: Scorer;
  templates: Core['templates'];
  env: Environment;
  desk: ProviderDesk;
  till: Till;
  /** Folder with our instructions for language models. */
  instructions: string;
}

/**
 * The chosen models, and the embedded default where none is chosen: everything works without a key, a model or a
 * network.
 */
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
  const { desk, project } = parts;
  const chosen = (): ModelChoices => desk.choices(readSetting(project.db, CHOICES_SETTING));
  let latest: { runId: string; modelId: string; agent: Promise<TextAgent> } | null = null;
  const adapterOf = (modelId: string): ProviderAdapter => (modelId.startsWith('previz:') ? previz : desk.adapter(modelId));
  return {
    project: parts.project,
    report: parts.report,
    scorer: parts.scorer,
    templates: async () => (await parts.templates()).templates,
    agent: async (runId) => {
      const { text } = chosen();
      if (text === null) return writer;
      // One per run: it remembers its drafts and how long an answer may be.
      if (latest?.runId !== runId || latest.modelId !== text)
        latest = { runId, modelId: text, agent: languageAgent(parts, text, runId, writer) };
      return await latest.agent.catch((cause: unknown) => {
        latest = null;
        throw cause;
      });
    },
    fallbackAgent: writer,
    picture: () => adapterOf(chosen().picture ?? 'previz:previz-1'),
    clip: () => adapterOf(chosen().clip ?? 'previz:previz-1'),
    speech: () => {
      const { speech } = chosen();
      return speech === null ? null : desk.adapter(speech);
    },
    adapterOf,
    till: parts.till,
    media: createMediaDesk(parts.env),
    pollMs: 30,
  };
}

/** A language model as the writer: asked through rows when it is paid, in its lane, with the offline writer for what it leaves out. */
async function languageAgent(parts: ToolParts, modelId: string, runId: string, offline: TextAgent): Promise<TextAgent> {
  const { createLlmAgent } = await import('#providers/llm/agent.ts');
  const { loadInstructions } = await import('#providers/llm/instructions.ts');
  const { chat, lane } = await parts.desk.chat(modelId);
  const inLane: ChatModel = {
    ...chat,
    async complete(request, options) {
      const leave = await lane.enter(options.signal);
      try {
        return await chat.complete(request, options);
      } finally {
        leave();
      }
    },
  };
  const asked = askThroughRows(inLane, {
    project: parts.project,
    till: parts.till,
    runId,
    pause: (failure) => lane.pause(failure.error),
  });
  const text = parts.desk.model(modelId).text;
  const { db } = parts.project;
  return createLlmAgent({
    chat: asked,
    instructions: await loadInstructions(parts.instructions),
    offline,
    ...(text === undefined ? {} : { maxOutputTokens: text.maxOutputTokens }),
    ...(text?.vision === true
      ? { pictureOf: ({ asset }) => ({ sha256: asset.sha256, mime: asset.mime, path: assetFile(db, asset.sha256) }) }
      : {}),
  });
}

/** ffmpeg and ffprobe, found once per process. A failed search is not remembered: the person may install them meanwhile. */
export async function mediaTools(env: Environment): Promise<MediaTools> {
  const { locateTools } = await import('#media/locate.ts');
  return await locateTools({ ffmpegPath: env['HEROFRAME_FFMPEG'], ffprobePath: env['HEROFRAME_FFPROBE'] });
}

const pictureTypes: Partial<Record<string, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};

function createMediaDesk(env: Environment): MediaDesk {
  let voices: Promise<VoiceService> | null = null;
  return {
    async inspect(file, mime) {
      if (mime.startsWith('image/')) {
        const { default: sharp } = await import('sharp');
        const { width, height, format } = await sharp(file).metadata();
        // Providers send JPEG where PNG was promised, and the other way round.
        return { mime: pictureTypes[format] ?? mime, width, height, seconds: null };
      }
      if (mime.startsWith('audio/')) {
        const { probeSoundSeconds } = await import('#media/probe.ts');
        return { width: null, height: null, seconds: await probeSoundSeconds(file, { tools: await mediaTools(env) }) };
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

/** What a run of this brief makes, costs and takes with these models. */
export function estimateFilm(brief: Brief, templates: readonly StoryTemplate[], rates: RunRates): Estimate {
  const template = templates.find((each) => each.id === brief.template);
  return estimateRun(brief, rates, template === undefined ? {} : { beats: template.beats.length });
}

/** Names of the voices this computer has, the one that would be used first. */
export async function voiceNames(env: Environment): Promise<string[]> {
  const { findVoices } = await import('#media/voices.ts');
  const { voices, standard } = await findVoices({ piperModel: env['HEROFRAME_PIPER_MODEL'] });
  return [...(standard === null ? [] : [standard.name]), ...voices.filter((voice) => voice.id !== standard?.id).map((voice) => voice.name)];
}
