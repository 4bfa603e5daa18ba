/** What would be sent for one frame or take, asked anew whenever the model changes. */
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { RequestPreview } from '#contract/model/providers.ts';
import { useFilm, useStudio } from '../../app/studio-context.tsx';

export interface PreviewState {
  preview: RequestPreview | null;
  error: StudioError | null;
}

/** @param modelId null is the film's own; @param inForce the film's own as it is now, so that a change of it asks again */
export function useRequestPreview(
  sceneId: string,
  what: 'start' | 'end' | 'take',
  modelId: string | null,
  inForce: string | null | undefined,
): PreviewState {
  const { client } = useStudio();
  const projectId = useFilm((state) => state.projectId);
  const revision = useFilm((state) => state.film?.revision ?? 0);
  const key = `${sceneId} ${what} ${modelId ?? inForce ?? ''}`;
  const [state, setState] = useState<PreviewState & { key: string }>({ key: '', preview: null, error: null });
  useEffect(() => {
    if (projectId === null) return undefined;
    let gone = false;
    const ask = async (): Promise<void> => {
      const answer = await client.call('generation.preview', { projectId, sceneId, what, ...(modelId === null ? {} : { modelId }) });
      if (gone) return;
      setState(answer.ok ? { key, preview: answer.value, error: null } : { key, preview: null, error: answer.error });
    };
    void ask();
    return () => {
      gone = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `revision` asks again when the film's words or frames changed
  }, [client, projectId, sceneId, what, modelId, key, revision]);
  // The answer for another model says nothing about this one.
  return state.key === key ? state : { preview: null, error: null };
}
