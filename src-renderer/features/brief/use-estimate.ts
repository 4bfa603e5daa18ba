/** The live estimate under the brief. */
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import { briefSchema, type Brief, type Estimate } from '#contract/model/brief.ts';
import { useStudio } from '../../app/studio-context.tsx';

/** Milliseconds of quiet before the core is asked. */
const QUIET_MS = 250;

export interface EstimateState {
  estimate: Estimate | null;
  error: StudioError | null;
}

/** Asks for an estimate when the brief has been still for a moment; keeps the last one meanwhile. */
export function useEstimate(brief: Brief): EstimateState {
  const { client } = useStudio();
  const [state, setState] = useState<EstimateState>({ estimate: null, error: null });
  // The sentence itself does not change what a run costs, so an empty one must not hide the price.
  const { durationSeconds, preset, aspect, template } = brief;
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
      const answer = await client.call('brief.estimate', { brief: asked.data });
      if (gone) return;
      setState((before) => (answer.ok ? { estimate: answer.value, error: null } : { estimate: before.estimate, error: answer.error }));
    };
    const timer = setTimeout(() => void ask(), QUIET_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [client, durationSeconds, preset, aspect, template]);
  return state;
}
