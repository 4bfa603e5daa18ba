/**
 * Today's fingerprints: what the story stages, frames and takes would be made
 * from now. Made things store theirs when they are planned; the views compare.
 * Which ingredients count is a rule of #domain/staleness.ts; this file fetches them.
 */
import { fingerprint } from '#domain/staleness.ts';
import { storyStageValues } from '#contract/model/story.ts';
import type { StoryStage } from '#contract/model/story.ts';
import { all, one } from './connection.ts';
import type { ReadDb } from './connection.ts';
import { hashOf } from './hashes.ts';
import { readBrief } from './tables/brief.ts';

const NONE = 'none';

/** Fingerprints of all four story stages as of now. */
export function storyIngredients(db: ReadDb): Record<StoryStage, string> {
  const brief = readBrief(db);
  const words = hashOf([brief.prompt, brief.template, brief.audience, brief.brandDos, brief.brandDonts]);
  const duration = String(brief.durationSeconds);
  const current = new Map(
    all<{ stage: string; id: string }>(db, 'SELECT stage, story_stage_id AS id FROM story_current').map((row) => [row.stage, row.id]),
  );
  const of = (stage: StoryStage) => current.get(stage) ?? NONE;
  const ingredients: Record<StoryStage, Record<string, string>> = {
    template: { brief: words },
    story: { brief: words, template: of('template') },
    scenes: { brief: words, duration, template: of('template'), story: of('story') },
    visuals: { story: of('story'), scenes: of('scenes') },
  };
  return Object.fromEntries(storyStageValues.map((stage) => [stage, fingerprint(ingredients[stage])])) as Record<StoryStage, string>;
}

export interface SceneIngredients {
  start: string;
  end: string;
  takes: string;
  /** Whether there are prompts to draw the frames from. */
  startPossible: boolean;
  endPossible: boolean;
  /** Whether there is a hero frame to shoot from. */
  takesPossible: boolean;
}

/** The picks a scene's takes are shot between. */
export interface ShotBetween {
  heroVariationId: string | null;
  endVariationId: string | null;
}

/** Fingerprints of every scene's frames and takes (or of one scene's) as of now. */
export function sceneIngredients(db: ReadDb, picks: (sceneId: string) => ShotBetween, sceneId?: string): Map<string, SceneIngredients> {
  const shared = {
    aspect: one<{ aspect: string }>(db, 'SELECT aspect FROM brief')?.aspect ?? NONE,
    look: lookHash(db),
    references: referencesHash(db),
  };
  const only = sceneId === undefined ? '' : 'WHERE s.id = ?';
  const params = sceneId === undefined ? [] : [sceneId];
  const rows = all<{ id: string; picture: string; motion: string; start: string | null; end: string | null; moving: string | null }>(
    db,
    `SELECT s.id, v.picture_hash AS picture, v.motion_hash AS motion,
       (SELECT p.written_hash FROM chosen_prompts AS c JOIN prompts AS p ON p.id = c.prompt_id
         WHERE c.scene_id = s.id AND c.slot = 'start') AS start,
       (SELECT p.written_hash FROM chosen_prompts AS c JOIN prompts AS p ON p.id = c.prompt_id
         WHERE c.scene_id = s.id AND c.slot = 'end') AS "end",
       (SELECT p.written_hash FROM chosen_prompts AS c JOIN prompts AS p ON p.id = c.prompt_id
         WHERE c.scene_id = s.id AND c.slot = 'motion') AS moving
     FROM scenes AS s JOIN scene_versions AS v ON v.id = s.current_version_id ${only}`,
    ...params,
  );
  return new Map(
    rows.map((row) => {
      const shot = picks(row.id);
      return [
        row.id,
        {
          start: fingerprint({ ...shared, picture: row.picture, prompt: row.start ?? NONE }),
          end: fingerprint({ ...shared, picture: row.picture, prompt: row.end ?? NONE }),
          takes: fingerprint({
            hero: shot.heroVariationId ?? NONE,
            end: shot.endVariationId ?? NONE,
            motion: row.motion,
            prompt: row.moving ?? NONE,
          }),
          startPossible: row.start !== null,
          endPossible: row.end !== null,
          takesPossible: shot.heroVariationId !== null,
        },
      ];
    }),
  );
}

/** What the whole film has in common to look at: the subject's descriptions and the consistency markers. */
function lookHash(db: ReadDb): string {
  const rows = all<{ look_hash: string }>(
    db,
    `SELECT s.look_hash FROM story_current AS c JOIN story_stages AS s ON s.id = c.story_stage_id
     WHERE c.stage IN ('story', 'visuals') ORDER BY c.stage`,
  );
  return rows.length === 0 ? NONE : hashOf(rows.map((row) => row.look_hash));
}

function referencesHash(db: ReadDb): string {
  const rows = all<{ role: string; asset_sha256: string }>(
    db,
    'SELECT role, asset_sha256 FROM reference_pictures WHERE removed_at IS NULL ORDER BY role, asset_sha256',
  );
  return rows.length === 0 ? NONE : hashOf(rows);
}
