/** One scene with every candidate, as the contract shows it. */
import type { FrameSummary, FrameView, SceneView, Take, Variation } from '#contract/model/film.ts';
import type { ReadDb } from './connection.ts';
import { inSnapshot, readSceneSummary } from './film-view.ts';
import type { Surroundings } from './film-view.ts';
import { readNotes } from './tables/notes.ts';
import { readPrompts } from './tables/prompts.ts';
import { readSceneVersions } from './tables/scenes.ts';
import { readTakes } from './tables/takes.ts';
import type { TakeRow } from './tables/takes.ts';
import { readVariations } from './tables/variations.ts';
import type { VariationRow } from './tables/variations.ts';

/** @throws StudioFailure not-found, also for a removed scene. */
export function readSceneView(db: ReadDb, sceneId: string, surroundings: Surroundings): SceneView {
  return inSnapshot(db, () => {
    const summary = readSceneSummary(db, sceneId, surroundings);
    const frame = (shown: FrameSummary): FrameView => ({
      ...shown,
      candidates: readVariations(db, shown.id).map(variationView),
      prompts: readPrompts(db, sceneId, shown.role),
    });
    return {
      summary,
      startFrame: frame(summary.startFrame),
      endFrame: frame(summary.endFrame),
      takes: readTakes(db, sceneId).map(takeView),
      motionPrompts: readPrompts(db, sceneId, 'motion'),
      versions: readSceneVersions(db, sceneId),
      notes: readNotes(db, sceneId),
    };
  });
}

/** Without what only the pipeline needs. */
function variationView({ batch: _batch, place: _place, phash: _phash, inputsHash: _inputsHash, ...view }: VariationRow): Variation {
  return view;
}

function takeView({ batch: _batch, place: _place, endVariationId: _end, inputsHash: _inputsHash, ...view }: TakeRow): Take {
  return view;
}
