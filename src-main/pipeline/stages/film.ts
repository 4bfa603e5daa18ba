/** The finished film: picked takes in order, captions, and a voice where this computer has one (row W17). */
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { fail } from '#contract/errors.ts';
import type { FilmCut } from '#contract/model/film.ts';
import { captionsOf, secondsOf, framesOf } from '#domain/timing.ts';
import { frameSize } from '#media/encode-args.ts';
import {
  assetFile,
  currentPick,
  cutInputs,
  cutState,
  latestCut,
  putCut,
  readBrief,
  readScenes,
  readTake,
  storeAsset,
  type SceneRow,
} from '#storage/index.ts';
import type { Toolbox } from '../toolbox.ts';
import type { ProviderAdapter } from '#providers/adapter.ts';
import { runJob } from '../jobs/run-job.ts';
import { fingerprint, seedOf } from './inputs.ts';
import { messageOf, settled } from './outcomes.ts';

/** Also when a scene has no take: the film is then cut without it, and says so. */
export const cutNeedsWork = (tools: Toolbox): boolean => cutState(tools.project.db) !== 'current';

/** Cuts the film from what is picked now. Scenes without a take are left out and said so. */
export async function cutFilm(tools: Toolbox, runId: string, signal: AbortSignal): Promise<{ sha256: string }> {
  const { project, media, report } = tools;
  const { db } = project;
  const inputsHash = cutInputs(db);
  const scenes = readScenes(db);
  const shots = shotsOf(tools, scenes);
  const first = shots[0];
  if (first === undefined) return fail('stage-missing', 'There is no take to cut a film from.', 'Shoot at least one scene first.');
  const skipped = scenes.filter((scene) => !shots.some((shot) => shot.sceneId === scene.id));
  if (skipped.length > 0)
    report.log(runId, 'warning', `Without a take and left out of the film: ${skipped.map((scene) => `scene ${scene.number}`).join(', ')}.`);

  const inFilm = scenes.filter((scene) => shots.some((shot) => shot.sceneId === scene.id));
  const captions = captionsOf(inFilm.map((scene) => ({ sceneId: scene.id, seconds: scene.spec.seconds, voiceOver: scene.spec.voiceOver })));
  // Per run: a film that goes back to what it was before is cut again, or an older cut would never be the newest.
  const batch = `cut-${fingerprint([runId, shots, captions])}`;
  const standing = latestCut(db, inputsHash);
  if (standing?.state === 'current') return { sha256: standing.asset.sha256 };

  const scratch: string[] = [];
  const file = join(project.scratchFolder, `${batch}.mp4`);
  try {
    const voice = await speakLines(tools, runId, inFilm, shots, scratch, signal);
    report.doing(runId, 'Cutting the film', 0);
    const { notes } = await media.stitch({
      shots: shots.map((shot) => ({ file: assetFile(db, readTakeAsset(db, shot.takeId)), seconds: shot.seconds })),
      captions,
      voice,
      ...frameSize(readBrief(db).aspect),
      file,
      signal,
      onProgress: (part) => report.doing(runId, 'Cutting the film', part),
    });
    for (const note of notes) report.log(runId, 'info', note);
    const asset = await storeAsset(
      db,
      project.assets,
      { file, move: true },
      { mime: 'video/mp4', ...(await media.inspect(file, 'video/mp4')) },
      signal,
    );
    // What was true when the shots were read: an edit made meanwhile leaves this cut stale.
    putCut(db, { batch, asset, shots, voiced: voice.length > 0, inputsHash });
    report.changed([]);
    return { sha256: asset.sha256 };
  } finally {
    for (const each of [file, ...scratch]) await rm(each, { force: true });
  }
}

function shotsOf(tools: Toolbox, scenes: SceneRow[]): FilmCut['shots'] {
  const shots: FilmCut['shots'] = [];
  let start = 0;
  for (const scene of scenes) {
    const pick = currentPick(tools.project.db, scene.id, 'take');
    if (pick === null) continue;
    const frames = framesOf(scene.spec.seconds);
    shots.push({ sceneId: scene.id, takeId: pick.subjectId, startSeconds: secondsOf(start), seconds: secondsOf(frames) });
    start += frames;
  }
  return shots;
}

function readTakeAsset(db: Toolbox['project']['db'], takeId: string): string {
  const { asset } = readTake(db, takeId);
  return asset?.sha256 ?? fail('asset-missing', 'A picked take has no clip.', 'Shoot that scene again.');
}

async function speakLines(
  tools: Toolbox,
  runId: string,
  scenes: SceneRow[],
  shots: FilmCut['shots'],
  scratch: string[],
  signal: AbortSignal,
): Promise<{ file: string; atSeconds: number }[]> {
  const voice: { file: string; atSeconds: number }[] = [];
  for (const scene of scenes) {
    const line = scene.spec.voiceOver;
    const shot = shots.find((each) => each.sceneId === scene.id);
    if (line === null || shot === undefined) continue;
    tools.report.doing(runId, `Speaking scene ${scene.number}`, 0);
    const file = join(tools.project.scratchFolder, `${scene.id}-line.wav`);
    scratch.push(file);
    const fitSeconds = shot.seconds - line.startSeconds;
    const voiceOver = tools.speech();
    if (voiceOver !== null) {
      const spoken = await speakWithModel(tools, voiceOver, { runId, scene, text: line.text, fitSeconds }, signal);
      if (spoken !== null) voice.push({ file: spoken, atSeconds: shot.startSeconds + line.startSeconds });
      continue;
    }
    try {
      const spoken = await tools.media.speak(line.text, { file, fitSeconds, signal });
      if (spoken === null) return [];
      voice.push({ file: spoken.file, atSeconds: shot.startSeconds + line.startSeconds });
    } catch (cause) {
      signal.throwIfAborted();
      tools.report.log(runId, 'warning', `Scene ${scene.number} stays without a voice (${messageOf(cause)}); its caption is there.`);
    }
  }
  return voice;
}

/** Seconds by which a spoken line may be longer than its room before the person hears of it. */
const OVERHANG = 0.25;

/**
 * One line spoken by the chosen model, as a job like any other: the same words with the same voice are spoken once.
 * A line that cannot be spoken leaves its caption.
 */
async function speakWithModel(
  tools: Toolbox,
  adapter: ProviderAdapter,
  line: { runId: string; scene: SceneRow; text: string; fitSeconds: number },
  signal: AbortSignal,
): Promise<string | null> {
  const { db } = tools.project;
  const { runId, scene, text } = line;
  const title = `Scene ${scene.number} · voice-over`;
  const id = `voice_${fingerprint([scene.id, text, adapter.id, adapter.model])}`;
  const outcome = await settled(tools, runId, title, signal, () =>
    runJob(
      {
        project: tools.project,
        adapter,
        till: tools.till,
        signal,
        pollMs: tools.pollMs,
        inspect: tools.media.inspect,
        onProgress: (part) => tools.report.doing(runId, `${title}: speaking`, part),
      },
      {
        clientJobId: id,
        title,
        request: { kind: 'speech', text, voice: null, language: 'en', seconds: line.fitSeconds, seed: seedOf(scene.id, text) },
        sceneId: scene.id,
        subjectId: id,
        runId,
      },
    ),
  );
  if (!outcome.ok) {
    tools.report.log(runId, 'warning', `Scene ${scene.number} stays without a voice (${outcome.error.message}); its caption is there.`);
    return null;
  }
  const { seconds } = outcome.asset;
  if (seconds !== null && seconds > line.fitSeconds + OVERHANG)
    tools.report.log(
      runId,
      'warning',
      `Scene ${scene.number}: the spoken line lasts ${seconds.toFixed(1)} s and has ${line.fitSeconds.toFixed(1)} s; it runs into the next shot.`,
    );
  return assetFile(db, outcome.asset.sha256);
}
