import type { Money } from '#contract/model/primitives.ts';
import { useModels, useWantModels } from '../../app/studio-context.tsx';
import { selectModel } from '../../stores/models/selectors.ts';
import { formatMoney } from '../../ui/format.ts';

interface Made {
  provider: string;
  model: string;
  seed: number;
  cost: Money;
}

/** What it cost. Nothing on the bill of someone who charges means that nobody knows, not that it was free. */
export function Cost({ item }: { item: Made }) {
  useWantModels();
  const card = useModels((state) => selectModel(state, `${item.provider}:${item.model}`));
  const known = item.cost.amount > 0 || !item.cost.estimated || card === null || card.free;
  return <>{known ? formatMoney(item.cost) : 'price unknown'}</>;
}

/** Model, seed and cost of a picture, in one line. */
export function MadeWith({ item }: { item: Made }) {
  const name = useModels((state) => selectModel(state, `${item.provider}:${item.model}`)?.name ?? item.model);
  return (
    <>
      {name} · seed {item.seed} · <Cost item={item} />
    </>
  );
}
