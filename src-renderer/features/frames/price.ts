/** What one more picture or take costs, so that money is seen before it is spent. */
import type { Estimate } from '#contract/model/brief.ts';
import type { Money } from '#contract/model/primitives.ts';
import { useFilm, useModels, useWantModels } from '../../app/studio-context.tsx';
import { selectBrief } from '../../stores/film/selectors.ts';
import { selectInForce, selectModel } from '../../stores/models/selectors.ts';
import type { Asked } from '../../ui/format.ts';
import { useEstimate } from '../brief/use-estimate.ts';
import { isOwn } from '../models/model-list.ts';

export type Made = readonly { cost: Money; createdAt: number; provider: string; model: string }[];

/** The price of the latest one made with this model; null when there is none, or when it was not known then either. */
export function latestPrice(made: Made, modelId: string): Asked | null {
  const latest = made
    .filter((each) => `${each.provider}:${each.model}` === modelId && each.cost.amount > 0)
    .reduce<Made[number] | null>((newest, each) => (newest === null || each.createdAt > newest.createdAt ? each : newest), null);
  return latest === null ? null : { amount: latest.cost.amount, currency: latest.cost.currency, known: true };
}

/** The price of one according to an estimate; null when the estimate does not speak of it. */
export function estimatedPrice(estimate: Estimate, kind: 'picture' | 'take'): Asked | null {
  const { currency } = estimate.cost;
  const line = estimate.lines.find((each) => each.kind === kind);
  if (line === undefined) return null;
  return { amount: line.each, currency, known: line.known };
}

/**
 * The price of one: of the latest made with the model in force, else as the core estimates. What another model cost
 * says nothing any more. Null while it is not known which model that is or what it costs.
 */
export function priceOfOne(
  kind: 'picture' | 'take',
  made: Made,
  inForce: string | null | undefined,
  estimate: Estimate | null,
): Asked | null {
  const latest = inForce === null || inForce === undefined ? null : latestPrice(made, inForce);
  return latest ?? (estimate === null ? null : estimatedPrice(estimate, kind));
}

/** What `count` more cost with the film's model; undefined while unknown to us, `known: false` when unknown to all. */
export function usePrice(kind: 'picture' | 'take', made: Made, count: number): Asked | undefined {
  const projectId = useWantModels();
  const brief = useFilm(selectBrief);
  const inForce = useModels((state) => selectInForce(state, projectId, kind === 'take' ? 'clip' : 'picture'));
  const model = useModels((state) => selectModel(state, inForce));
  const { estimate } = useEstimate(brief);
  // This computer never charges, so its price need not wait for an estimate.
  if (inForce === null || (model !== null && isOwn(model))) return { amount: 0, currency: estimate?.cost.currency ?? 'USD' };
  const each = priceOfOne(kind, made, inForce, estimate);
  return each === null ? undefined : { ...each, amount: each.amount * count };
}
