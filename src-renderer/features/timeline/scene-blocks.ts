/** What a scene's block on the timeline shows, from the film alone. */
import type { SceneSummary } from '#contract/model/film.ts';
import type { Still } from './filmstrip.ts';

type BlockState = 'empty' | 'making' | 'failed' | 'attention' | 'stale' | 'ready';

/** Stills of a scene by where they stand in it; the picked take's poster is its middle. */
export function stillsOf(scene: SceneSummary): Still[] {
  const start = scene.startFrame.picked?.asset.sha256 ?? scene.hero?.asset.sha256;
  const middle = scene.picked?.poster?.sha256;
  const end = scene.endFrame.picked?.asset.sha256;
  return [
    ...(start === undefined ? [] : [{ at: 0, sha256: start }]),
    ...(middle === undefined ? [] : [{ at: 0.5, sha256: middle }]),
    ...(end === undefined ? [] : [{ at: 1, sha256: end }]),
  ];
}

/** One state per block: what needs a person comes before what is merely unfinished. */
export function blockState(scene: SceneSummary): BlockState {
  const frames = [scene.startFrame, scene.endFrame];
  if (frames.some((frame) => frame.status === 'failed' && frame.picked === null)) return 'failed';
  if (scene.attention !== null) return 'attention';
  if (frames.some((frame) => frame.status === 'making')) return 'making';
  if (frames.every((frame) => frame.picked === null) && scene.picked === null) return 'empty';
  if (scene.takesState === 'stale' || frames.some((frame) => frame.state === 'stale')) return 'stale';
  return 'ready';
}

export const blockStateWords: Record<BlockState, string> = {
  empty: 'no pictures yet',
  making: 'pictures are being made',
  failed: 'a frame failed',
  attention: 'needs you',
  stale: 'out of date',
  ready: 'ready',
};

/** Overall score of what is picked: the take where there is one, else the start frame. */
export function blockScore(scene: SceneSummary): { value: number | null; of: string } | null {
  if (scene.picked !== null) return { value: scene.picked.overall.value, of: `take ${scene.picked.number}` };
  const frame = scene.startFrame.picked;
  return frame === null ? null : { value: frame.overall.value, of: `start frame ${frame.number}` };
}
