/** The film as a row of shots to play: what is picked for every scene, at the place and length the timeline gives it. */
import type { SceneSummary } from '#contract/model/film.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import { layOut, spanIndexAt } from '../timeline/geometry.ts';
import type { SceneSpan } from '../timeline/geometry.ts';

export interface Shot {
  sceneId: string;
  number: number;
  beat: string;
  startSeconds: number;
  endSeconds: number;
  /** The picked take; null while the scene has none. */
  video: AssetRef | null;
  takeNumber: number | null;
  /** Stands in for a missing take, and for a take that is not loaded yet. */
  still: AssetRef | null;
}

export function shotsOf(scenes: readonly SceneSummary[]): Shot[] {
  const spans = layOut(scenes.map((scene) => ({ id: scene.id, seconds: scene.spec.seconds })));
  return spans.flatMap((span) => {
    const scene = scenes[span.index];
    if (scene === undefined) return [];
    return [
      {
        sceneId: scene.id,
        number: scene.number,
        beat: scene.spec.beat,
        startSeconds: span.startSeconds,
        endSeconds: span.endSeconds,
        video: scene.picked?.asset ?? null,
        takeNumber: scene.picked?.number ?? null,
        still: scene.hero?.asset ?? scene.startFrame.picked?.asset ?? scene.picked?.poster ?? scene.endFrame.picked?.asset ?? null,
      },
    ];
  });
}

/** Which shot is on at a moment; the last one at the film's end, -1 without shots. */
export function shotIndexAt(shots: readonly Shot[], seconds: number): number {
  const spans: SceneSpan[] = shots.map((shot, index) => ({
    id: shot.sceneId,
    index,
    startSeconds: shot.startSeconds,
    endSeconds: shot.endSeconds,
  }));
  return spanIndexAt(spans, seconds);
}

/**
 * What each of two players holds while a shot is on: the shot itself, and the
 * one that comes next in the direction of play, ready on its first frame.
 * A shot always sits in the player of its own parity, so that a cut never
 * reloads what is on screen.
 */
export function slotsFor(shots: readonly Shot[], current: number, backwards: boolean): [Shot | null, Shot | null] {
  const neighbour = backwards ? current - 1 : current + 1;
  const now = shots[current] ?? null;
  const next = shots[neighbour] ?? null;
  return current % 2 === 0 ? [now, next] : [next, now];
}
