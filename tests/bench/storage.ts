/**
 * How long the project file takes with a feature-length film: 500 scenes, 10,000 pictures, 1,500 takes.
 * Run with `npx node tests/bench/storage.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_BRIEF } from '#contract/model/brief.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import type { Score } from '#contract/model/quality.ts';
import { metricIdValues } from '#contract/model/quality.ts';
import type { SceneSpec } from '#contract/model/story.ts';
import {
  applySceneDivision,
  closeProject,
  createJob,
  createProject,
  decide,
  defaultEnv,
  finishTake,
  finishVariation,
  openProject,
  planTake,
  planVariation,
  putPrompt,
  putScores,
  putSceneVersion,
  putStage,
  readFilmView,
  readSceneView,
  recordEdit,
  setFrameStatus,
  undoEdit,
  write,
} from '#storage/index.ts';
import type { ProjectDb } from '#storage/index.ts';
import { insertAsset } from '../../src-main/storage/tables/assets.ts';

const SCENES = 500;
const VARIATIONS = 10;
const TAKES = 3;

const words = (count: number) =>
  Array.from({ length: count }, (_, index) => ['amber', 'light', 'falls', 'across', 'the', 'table'][index % 6]).join(' ');

const spec = (number: number): SceneSpec => ({
  beat: 'Surprise',
  seconds: 1 + (number % 5),
  setting: 'Sunlit kitchen, morning',
  action: `${number}: ${words(60)}`,
  presence: { characterVisible: true, characterTiming: 'throughout', productVisible: true, productTiming: 'at the end' },
  camera: { angle: 'Eye-level', movement: 'push-in', movementNote: 'slow', framing: 'Medium', lens: '50mm' },
  lighting: { setup: 'window left', mood: 'warm', colorTemperature: '3200K' },
  emotionalTone: 'calm',
  voiceOver: { text: words(9), startSeconds: 0.2, endSeconds: 0.9 },
});

function asset(db: ProjectDb, name: string, mime: string): AssetRef {
  const sha256 = createHash('sha256').update(name).digest('hex');
  return insertAsset(db, { sha256, mime, bytes: 1_000_000, width: 1280, height: 720, seconds: null }, 'png');
}

const scores: Score[] = metricIdValues
  .slice(0, 12)
  .map((metric, index) =>
    index < 4
      ? { status: 'unavailable', metric, reason: 'Its model is not installed.' }
      : { status: 'measured', metric, value: index, score: 5 * index, measuredBy: 'Heroframe 0.1', where: 'this computer' },
  );

function fill(db: ProjectDb): void {
  const specs = Array.from({ length: SCENES }, (_, index) => spec(index + 1));
  const stage = putStage(db, {
    stage: 'scenes',
    content: { totalSeconds: 1500, scenes: specs },
    by: 'machine',
    madeBy: 'Bench',
    batch: 'b',
  });
  putStage(db, {
    stage: 'visuals',
    content: {
      markers: { subjectDescription: words(80), style: 'film', colorPalette: 'amber', lighting: 'soft', mood: 'calm' },
      scenes: specs.map(() => ({
        imagePrompt: words(120),
        startPrompt: words(120),
        endPrompt: words(120),
        motionPrompt: words(50),
        negativePrompt: 'text',
      })),
    },
    by: 'machine',
    madeBy: 'Bench',
    batch: 'b',
  });
  const free = { amount: 0, currency: 'USD', estimated: false };
  const overall = (place: number) => ({
    value: 40 + place,
    basis: 'technical' as const,
    measured: metricIdValues.slice(4, 12),
    missing: metricIdValues.slice(0, 4),
  });
  for (const scene of applySceneDivision(db, { storyStageId: stage.id ?? '', scenes: specs })) {
    for (const slot of ['start', 'end', 'motion'] as const) {
      const base = putPrompt(db, {
        sceneId: scene.id,
        slot,
        batch: 'b',
        round: 0,
        author: 'writer',
        text: words(120),
        negative: '',
        critique: null,
        parentId: null,
      });
      for (const round of [1, 2]) {
        putPrompt(db, {
          sceneId: scene.id,
          slot,
          batch: 'b',
          round,
          author: 'cinematographer',
          text: words(150),
          negative: '',
          critique: null,
          parentId: base.id,
          choose: round === 2,
        });
      }
    }
    const picks: string[] = [];
    for (const [slot, frameId] of [
      ['start', scene.startFrameId],
      ['end', scene.endFrameId],
    ] as const) {
      let last = '';
      for (let place = 1; place <= VARIATIONS; place += 1) {
        const row = planVariation(db, {
          frameId,
          batch: 'b',
          place,
          promptId: null,
          seed: place,
          provider: 'previz',
          model: 'previz-1',
          cost: free,
        });
        finishVariation(db, row.id, { asset: asset(db, row.id, 'image/png') });
        putScores(db, { subjectId: row.id, kind: 'variation', scores, overall: overall(place) });
        last = row.id;
      }
      setFrameStatus(db, frameId, 'ready');
      decide(db, { sceneId: scene.id, slot, subjectId: last, by: 'machine', reason: 'Sharpest of the ten.', batch: 'b' });
      picks.push(last);
    }
    for (let place = 1; place <= TAKES; place += 1) {
      const take = planTake(db, {
        sceneId: scene.id,
        batch: 'b',
        place,
        promptId: null,
        heroVariationId: picks[0] ?? null,
        endVariationId: picks[1] ?? null,
        movement: 'push-in',
        seconds: 3,
        seed: place,
        provider: 'previz',
        model: 'previz-1',
        cost: free,
      });
      finishTake(db, take.id, {
        asset: asset(db, take.id, 'video/mp4'),
        poster: asset(db, `${take.id} p`, 'image/png'),
        frameQuality: Array.from({ length: 16 }, () => 71.25),
        summary: 'Steady.',
      });
      putScores(db, { subjectId: take.id, kind: 'take', scores, overall: overall(place) });
      if (place === TAKES)
        decide(db, { sceneId: scene.id, slot: 'take', subjectId: take.id, by: 'machine', reason: 'Steadiest.', batch: 'b' });
    }
  }
}

function median(times: number, work: (round: number) => void): number {
  const measured = Array.from({ length: times }, (_, round) => {
    const start = performance.now();
    work(round);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return Math.round((measured[Math.floor(times / 2)] ?? 0) * 100) / 100;
}

/** Medians in milliseconds (and the file's size). */
export async function bench(): Promise<{ name: string; median: number; unit: string; note?: string }[]> {
  const parent = mkdtempSync(join(tmpdir(), 'heroframe-bench-'));
  try {
    const folder = join(parent, 'Long.heroframe');
    const env = defaultEnv('bench');
    const first = await createProject(folder, { name: 'Long', brief: { ...DEFAULT_BRIEF, prompt: 'A long film' } }, env);
    const filling = performance.now();
    write(first.db, () => fill(first.db));
    const filled = performance.now() - filling;
    closeProject(first);
    const opening = performance.now();
    const project = await openProject(folder, env);
    const opened = performance.now() - opening;
    const { db } = project;
    const cold = median(1, () => void readFilmView(db, { runs: [] }));
    const warm = median(15, () => void readFilmView(db, { runs: [] }));
    const scenes = readFilmView(db, { runs: [] }).scenes;
    const middle = scenes[250]?.id ?? '';
    const results = [
      {
        name: 'open a project',
        median: Math.round(opened),
        unit: 'ms',
        note: `${SCENES} scenes, ${SCENES * VARIATIONS * 2} pictures, with a check of every page`,
      },
      { name: 'film view, first', median: cold, unit: 'ms', note: 'parses and checks every scene and prompt' },
      { name: 'film view', median: warm, unit: 'ms', note: 'budget 50 ms' },
      {
        name: 'scene view',
        median: median(15, () => void readSceneView(db, middle, { runs: [] })),
        unit: 'ms',
        note: '20 pictures, 3 takes, all scores',
      },
      {
        name: 'edit with undo',
        median: median(
          15,
          (round) =>
            void recordEdit(db, 'Edit', () => putSceneVersion(db, middle, { spec: spec(1000 + round), changed: 'Action', by: 'you' })),
        ),
        unit: 'ms',
      },
      { name: 'undo', median: median(15, () => void undoEdit(db)), unit: 'ms' },
      {
        name: 'paid job on the disk',
        median: median(15, (round) => {
          const price = { amount: 0.05, currency: 'USD' };
          createJob(db, {
            clientJobId: `j${round}`,
            title: 'Job',
            kind: 'picture',
            provider: 'x',
            model: 'y',
            request: {},
            price,
            paid: true,
            sceneId: null,
            subjectId: null,
            runId: null,
          });
        }),
        unit: 'ms',
        note: 'with fsync',
      },
      { name: 'filling', median: Math.round(filled), unit: 'ms', note: 'all rows of the film, one by one, in one transaction' },
      { name: 'database size', median: Math.round(statSync(join(folder, 'project.sqlite')).size / 1e5) / 10, unit: 'MB' },
    ];
    closeProject(project);
    return results;
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

if (import.meta.main) console.table(await bench());
