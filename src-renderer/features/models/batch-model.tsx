import { useState } from 'react';
import type { ModelCard, ModelKind } from '#contract/model/providers.ts';
import type { Asked } from '../../ui/format.ts';
import { ModelButton } from './model-control.tsx';
import { isOwn } from './model-list.ts';
import { askedFor, problemWords } from './preview-words.ts';
import { useModelChoice, type ModelChoice } from './use-model-choice.ts';
import { useRequestPreview, type PreviewState } from './use-request-preview.ts';

export interface BatchModel {
  choice: ModelChoice;
  /** Another model than the film's, for this order only; null is the film's. */
  other: ModelCard | null;
  setOther: (model: ModelCard | null) => void;
  state: PreviewState;
  /** What the order costs; undefined while that is not known to us. */
  price: (count: number) => Asked | undefined;
  /** Why it cannot be sent as it is; empty when it can. */
  blocked: string;
}

/** The model of one order, and what it would be sent, before anything is spent. */
export function useBatchModel(kind: 'picture' | 'clip', sceneId: string, what: 'start' | 'end' | 'take'): BatchModel {
  const choice = useModelChoice(kind, 'film');
  const [other, setOther] = useState<ModelCard | null>(null);
  const state = useRequestPreview(sceneId, what, other?.id ?? null, choice.inForce);
  const { preview, error } = state;
  const model = other ?? choice.model;
  // A model that is not set up, or cannot take this at all, refuses now as it would later; other failures only hide the look ahead.
  const refused = error !== null && (error.code === 'paused' || error.code === 'provider');
  return {
    choice,
    other,
    setOther,
    state,
    price: (count) =>
      preview !== null ? askedFor(preview, count) : model !== null && isOwn(model) ? { amount: 0, currency: 'USD' } : undefined,
    blocked: preview !== null ? problemWords(preview) : refused ? error.message : '',
  };
}

/** Chooses the model of this order only. */
export function BatchModelButton({ batch, kind }: { batch: BatchModel; kind: ModelKind }) {
  const { choice, other, setOther } = batch;
  const film = choice.model;
  return (
    <ModelButton
      kind={kind}
      label="Model for this batch"
      model={other ?? film}
      missing={choice.inForce ?? 'Loading…'}
      value={other?.id ?? null}
      none={{ label: 'The film’s model', detail: film === null ? (choice.inForce ?? '') : `${film.name}, ${film.price}` }}
      onChoose={(chosen) => setOther(chosen?.id === film?.id ? null : chosen)}
    />
  );
}
