/** What a person does to the takes of a scene, and which of them stand side by side. */
import type { SceneSummary, Take } from '#contract/model/film.ts';
import type { StudioApp } from '../../app/studio-app.ts';

/** More players than this can be neither watched nor decoded in step. */
export const PLAYERS_MAX = 4;

/** Chooses a take; shown at once and taken back when the core refuses. */
export async function pickTake(app: StudioApp, scene: Pick<SceneSummary, 'id'>, take: Take): Promise<void> {
  const { projectId } = app.film.get();
  if (projectId === null || take.asset === null) return;
  app.film.actions.pickOptimistically(scene.id, take.id);
  app.session.actions.selectTake(take.id);
  const answer = await app.change('takes.pick', { projectId, sceneId: scene.id, takeId: take.id });
  if (!answer.ok) app.film.actions.dropPick(scene.id);
}

/** What can be watched comes first, then what is on its way, then what failed; newer before older. */
const watchOrder: Record<Take['status'], number> = { ready: 0, making: 1, waiting: 2, failed: 3 };

/**
 * The takes that get a player when nobody chose: the picked one, then those
 * that can be watched, the newest first. They stand in the order they were shot.
 */
export function takesToShow(takes: readonly Take[], pickedId: string | null, chosen: readonly string[]): Take[] {
  const known = chosen.filter((id) => takes.some((take) => take.id === id));
  const byUse = [...takes].sort((a, b) => watchOrder[a.status] - watchOrder[b.status] || b.number - a.number).map((take) => take.id);
  const automatic = pickedId === null ? byUse : [pickedId, ...byUse];
  const shown = new Set([...new Set(known.length > 0 ? known : automatic)].slice(0, PLAYERS_MAX));
  return takes.filter((take) => shown.has(take.id)).sort((a, b) => a.number - b.number);
}

/** Puts another take among the players; the one that has stood there longest gives way, but never the picked one. */
export function showTake(shown: readonly string[], id: string, pickedId: string | null): string[] {
  if (shown.includes(id)) return [...shown];
  const all = [...shown, id];
  if (all.length <= PLAYERS_MAX) return all;
  const leaving = all.find((each) => each !== pickedId);
  return all.filter((each) => each !== leaving);
}
