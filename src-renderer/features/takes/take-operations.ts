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

/**
 * The takes that get a player when nobody chose: the picked one and the newest,
 * in the order they were shot.
 */
export function takesToShow(takes: readonly Take[], pickedId: string | null, chosen: readonly string[]): Take[] {
  const known = chosen.filter((id) => takes.some((take) => take.id === id));
  const newestFirst = [...takes].sort((a, b) => b.number - a.number).map((take) => take.id);
  const wanted = [...known, ...(pickedId === null || known.length > 0 ? [] : [pickedId]), ...(known.length > 0 ? [] : newestFirst)];
  const shown = new Set([...new Set(wanted)].slice(0, PLAYERS_MAX));
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
