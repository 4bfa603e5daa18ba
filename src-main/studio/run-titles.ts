/** Words for a run, read from its input alone: the same when it starts and when it is picked up after a restart. */
import { runUntilSchema, type RunUntil, type RunView } from '#contract/model/film.ts';
import { frameRoleSchema } from '#contract/model/primitives.ts';
import type { EngineRun } from '#pipeline/durable/engine.ts';
import { readScene, type ReadDb } from '#storage/index.ts';

const untilTitle: Record<RunUntil, string> = { story: 'Story', frames: 'Storyboard', takes: 'Takes', film: 'Film' };
const untilStage = { story: 'story', frames: 'frames', takes: 'takes', film: 'cut' } as const;

export function describeRun(db: ReadDb, run: Pick<EngineRun, 'workflow' | 'input'>): Pick<RunView, 'kind' | 'title' | 'result'> {
  const input = typeof run.input === 'object' && run.input !== null && !Array.isArray(run.input) ? run.input : {};
  const sceneId = typeof input['sceneId'] === 'string' ? input['sceneId'] : null;
  const scene = (): string => (sceneId === null ? 'Scene' : sceneTitle(db, sceneId));
  switch (run.workflow) {
    case 'frame': {
      const role = frameRoleSchema.safeParse(input['role']);
      return {
        kind: 'frame',
        title: `${scene()} · ${role.success ? `${role.data} frame` : 'frame'}`,
        result: { stage: 'frames', sceneId },
      };
    }
    case 'shoot': {
      const count = typeof input['count'] === 'number' ? input['count'] : 0;
      return {
        kind: 'takes',
        title: `${scene()} · ${count === 1 ? '1 take' : `${count} takes`}`,
        result: { stage: 'takes', sceneId },
      };
    }
    case 'story':
      return { kind: 'story', title: 'Story', result: { stage: 'story', sceneId: null } };
    default: {
      const until = runUntilSchema.catch('film').parse(input['until']);
      return { kind: 'film', title: untilTitle[until], result: { stage: untilStage[until], sceneId: null } };
    }
  }
}

/** The scene may have been removed since the run was started. */
function sceneTitle(db: ReadDb, sceneId: string): string {
  try {
    return `Scene ${readScene(db, sceneId).number}`;
  } catch {
    return 'A removed scene';
  }
}
