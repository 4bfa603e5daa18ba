/**
 * What is current, stale, missing or blocked, and how far each stage of the
 * work has come. Pure rules; storage supplies the hashes.
 *
 * Everything made carries the fingerprint of what it was made from: named
 * ingredients, each with a short hash. It is stale when today's fingerprint
 * differs, and the names that differ say why.
 */
import type { FilmView, RunView, SceneSummary, StageProgress, StudioStage } from '#contract/model/film.ts';
import type { SceneSpec, StageState, StoryStage } from '#contract/model/story.ts';

export type Ingredients = Readonly<Record<string, string>>;

/** `aspect=16:9;picture=9f2c…`, in alphabetical order. Names and values must not contain `=` or `;`. */
export function fingerprint(ingredients: Ingredients): string {
  return Object.keys(ingredients)
    .sort()
    .map((name) => `${name}=${ingredients[name] ?? ''}`)
    .join(';');
}

function parseFingerprint(text: string): Map<string, string> {
  return new Map(
    text
      .split(';')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at), part.slice(at + 1)];
      }),
  );
}

/** Names of the ingredients that differ between two fingerprints, in alphabetical order. */
export function changedIngredients(made: string, now: string): string[] {
  const before = parseFingerprint(made);
  const after = parseFingerprint(now);
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}

/** The parts of a scene that its still pictures depend on; length and what is said do not change a picture. */
export const pictureIngredients = (spec: SceneSpec): unknown => [
  spec.setting,
  spec.action,
  spec.presence,
  spec.camera.angle,
  spec.camera.framing,
  spec.camera.lens,
  spec.lighting,
  spec.emotionalTone,
];

/** The parts of a scene that its takes depend on beside the pictures they are shot between. */
export const motionIngredients = (spec: SceneSpec): unknown => [spec.action, spec.seconds, spec.camera.movement, spec.camera.movementNote];

/** What a picked thing was made from, what it would be made from now, and who stands by it. */
export interface PickedState {
  madeFrom: string;
  /** The fingerprint at the time of the choice, when a person made it. */
  acceptedFrom: string | null;
}

/**
 * State of a frame, or of a scene's takes. A person's choice made after a
 * change counts as current: they saw it as it is and took it.
 * @param now today's fingerprint.
 * @param possible whether what it is made from is there, so that it could be made.
 */
export function pickState(picked: PickedState | null, now: string, possible: boolean): StageState {
  if (picked === null) return possible ? 'missing' : 'blocked';
  return picked.madeFrom === now || picked.acceptedFrom === now ? 'current' : 'stale';
}

/** What each stage of the story needs before it can be written. */
export const storyNeeds: Readonly<Record<StoryStage, readonly StoryStage[]>> = {
  template: [],
  story: ['template'],
  scenes: ['template', 'story'],
  visuals: ['story', 'scenes'],
};

/**
 * States of the story stages. A stage is stale when its own ingredients
 * changed or when a stage it was made from is itself stale.
 * @param stages per stage the fingerprint it was made from (null when never made) and the one of today.
 */
export function storyStates(
  stages: Readonly<Record<StoryStage, { madeFrom: string | null; now: string }>>,
): Record<StoryStage, StageState> {
  const states: Record<StoryStage, StageState> = { template: 'missing', story: 'missing', scenes: 'missing', visuals: 'missing' };
  for (const stage of ['template', 'story', 'scenes', 'visuals'] as const) {
    const { madeFrom, now } = stages[stage];
    const needs = storyNeeds[stage].map((need) => states[need]);
    if (madeFrom === null) {
      states[stage] = needs.some((state) => state === 'missing' || state === 'blocked') ? 'blocked' : 'missing';
    } else {
      states[stage] = madeFrom === now && !needs.includes('stale') ? 'current' : 'stale';
    }
  }
  return states;
}

type Film = Pick<FilmView, 'story' | 'scenes' | 'cut' | 'review' | 'exports' | 'runs'>;

/** The checklist of the left rail. */
export function stageProgress(film: Film): StageProgress[] {
  const scenes = film.scenes.length;
  const frames = film.scenes.flatMap((scene) => [scene.startFrame, scene.endFrame]);
  const visuals = film.story.find((document) => document.stage === 'visuals');
  const review = openReviewStages(film);
  const board = film.scenes.filter((scene) => isOnBoard(scene)).length;

  const counts: Record<StudioStage, { done: number; total: number; stale: boolean }> = {
    story: {
      done: film.story.filter((document) => document.content !== null).length,
      total: film.story.length,
      stale: film.story.some((document) => document.state === 'stale'),
    },
    board: { done: board, total: scenes, stale: scenes > 0 && visuals?.state === 'stale' },
    frames: {
      done: frames.filter((frame) => frame.picked !== null).length,
      total: frames.length,
      stale: frames.some((frame) => frame.state === 'stale'),
    },
    takes: {
      done: film.scenes.filter((scene) => scene.picked !== null).length,
      total: scenes,
      stale: film.scenes.some((scene) => scene.takesState === 'stale'),
    },
    cut: { done: film.cut === null ? 0 : 1, total: 1, stale: film.cut?.state === 'stale' },
    export: { done: Math.min(1, film.exports.length), total: 1, stale: isExportOutdated(film) },
  };
  const running = runningStage(film.runs, counts);

  return (Object.keys(counts) as StudioStage[]).map((stage) => {
    const { done, total, stale } = counts[stage];
    return { stage, done, total, state: stateOf() };

    function stateOf(): StageProgress['state'] {
      if (running.has(stage)) return 'running';
      if (review.has(stage)) return 'needs-you';
      if (stale) return 'stale';
      return total > 0 && done >= total ? 'done' : 'todo';
    }
  });
}

/** A scene is on the board once there is a picture of how it begins. */
const isOnBoard = (scene: SceneSummary): boolean => scene.startFrame.picked !== null;

/** The newest export is older than the cut: what was handed out is no longer the film. */
function isExportOutdated(film: Film): boolean {
  if (film.cut === null || film.exports.length === 0) return false;
  return Math.max(...film.exports.map((record) => record.createdAt)) < film.cut.createdAt;
}

/** Which stages have something waiting for a person. */
function openReviewStages(film: Film): Set<StudioStage> {
  const stages = new Set<StudioStage>();
  for (const item of film.review) {
    if (item.state !== 'open') continue;
    switch (item.kind) {
      case 'frame-below-threshold':
        stages.add('frames');
        break;
      case 'takes-below-threshold':
        stages.add('takes');
        break;
      case 'generation-failed':
      case 'job-unknown':
      case 'flagged': {
        const scene = film.scenes.find((candidate) => candidate.id === item.sceneId);
        const framesDone = scene !== undefined && scene.startFrame.picked !== null && scene.endFrame.picked !== null;
        stages.add(framesDone ? 'takes' : 'frames');
        break;
      }
      default:
        item.kind satisfies never;
    }
  }
  return stages;
}

/** Where a run is at work: its kind says so, and a run of the whole film is at the first stage that is not complete. */
function runningStage(runs: readonly RunView[], counts: Record<StudioStage, { done: number; total: number }>): Set<StudioStage> {
  const stages = new Set<StudioStage>();
  for (const run of runs) {
    if (run.status !== 'running' && run.status !== 'queued') continue;
    switch (run.kind) {
      case 'story':
        stages.add('story');
        break;
      case 'frame':
        stages.add('frames');
        break;
      case 'takes':
        stages.add('takes');
        break;
      case 'export':
        stages.add('export');
        break;
      case 'film': {
        const order: StudioStage[] = ['story', 'frames', 'takes', 'cut'];
        stages.add(order.find((stage) => counts[stage].total === 0 || counts[stage].done < counts[stage].total) ?? 'cut');
        break;
      }
      default:
        run.kind satisfies never;
    }
  }
  return stages;
}
