/** The live estimate under the brief. */
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import { briefSchema, type Brief, type Estimate } from '#contract/model/brief.ts';
import { useFilm, useModels, useStudio } from '../../app/studio-context.tsx';
import { selectChoices } from '../../stores/models/selectors.ts';

/** Milliseconds of quiet before the core is asked. */
const QUIET_MS = 250;

const NO_BRIEF: Pick<Brief, 'durationSeconds' | 'preset' | 'aspect' | 'template'> = {
  // Refused by the schema, so nothing is asked.
  durationSeconds: 0,
  preset: 'simple',
  aspect: '16:9',
  template: 'auto',
};

export interface EstimateState {
  estimate: Estimate | null;
  error: StudioError | null;
}

const NOTHING: EstimateState = { estimate: null, error: null };

/**
 * Asks for an estimate when the brief has been still for a moment; keeps the last one meanwhile. With a film open it is
 * for that film's models. Asks nothing without a brief.
 */
export function useEstimate(brief: Brief | null): EstimateState {
  const { client } = useStudio();
  const [state, setState] = useState<EstimateState>({ estimate: null, error: null });
  // The sentence itself does not change what a run costs, so an empty one must not hide the price.
  const { durationSeconds, preset, aspect, template } = brief ?? NO_BRIEF;
  const projectId = useFilm((film) => film.projectId);
  // Another model has another price.
  const chosen = useModels((models) => selectChoices(models, projectId)?.inForce);
  const models = chosen === undefined ? '' : Object.values(chosen).join(' ');
  useEffect(() => {
    const asked = briefSchema.safeParse({
      prompt: 'A film',
      durationSeconds,
      preset,
      aspect,
      template,
      audience: '',
      brandDos: [],
      brandDonts: [],
    });
    if (!asked.success) return;
    let gone = false;
    const ask = async () => {
      const answer = await client.call('brief.estimate', { brief: asked.data, ...(projectId === null ? {} : { projectId }) });
      if (gone) return;
      setState((before) => (answer.ok ? { estimate: answer.value, error: null } : { estimate: before.estimate, error: answer.error }));
    };
    const timer = setTimeout(() => void ask(), QUIET_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `models` is only there to ask again
  }, [client, durationSeconds, preset, aspect, template, projectId, models]);
  return brief === null ? NOTHING : state;
}
