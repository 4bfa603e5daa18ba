import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import type { ModelCard, ModelKind } from '#contract/model/providers.ts';
import { classNames } from '../../ui/class-names.ts';
import { isOwn, kindWords } from './model-list.ts';
import { ModelPicker } from './model-picker.tsx';
import { useModelChoice } from './use-model-choice.ts';
import css from './models.module.css';

export interface ModelButtonProps {
  kind: ModelKind;
  /** What it is for, read out before the name: "Model for pictures". */
  label: string;
  /** Shown on the button; null while it is not known. */
  model: ModelCard | null;
  /** Words when there is no model to name. */
  missing?: string;
  /** Ticked in the list; null ticks `none`. */
  value: string | null;
  none?: { label: string; detail: string } | undefined;
  size?: 'normal' | 'compact' | 'large';
  onChoose: (model: ModelCard | null) => void;
}

/** A button that names a model and its price, and opens the list of all others. */
export function ModelButton({
  kind,
  label,
  model,
  missing = 'Not there any more',
  value,
  none,
  size = 'normal',
  onChoose,
}: ModelButtonProps) {
  const [open, setOpen] = useState(false);
  const name = model?.name ?? missing;
  const where = model === null ? '' : isOwn(model) ? 'This computer' : model.providerLabel;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <button type="button" className={classNames(css['control'], css[size])} data-missing={model === null || !model.ready}>
          <span className="visually-hidden">{label}: </span>
          <span className={css['controlText']}>
            <span className={css['controlName']}>{name}</span>
            {model === null ? null : <span className="visually-hidden">, </span>}
            <span className={css['controlPrice']}>
              {model === null ? '' : size === 'large' ? `${where} · ${model.price}` : model.price}
            </span>
          </span>
          <ChevronDown aria-hidden="true" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={css['popover']} align="start" sideOffset={4} collisionPadding={8} aria-label={label}>
          <ModelPicker
            kind={kind}
            value={value}
            none={none}
            onChoose={(chosen) => {
              setOpen(false);
              onChoose(chosen);
            }}
            onLeave={() => setOpen(false)}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The model of the open film (or of new films) for one kind of work. */
export function ModelControl({
  kind,
  scope,
  size,
}: {
  kind: ModelKind;
  scope: 'film' | 'new-films';
  size?: 'normal' | 'compact' | 'large';
}) {
  const { model, inForce, follows, standard, choose } = useModelChoice(kind, scope);
  if (inForce === undefined) return <span className={classNames(css['control'], css[size ?? 'normal'])} aria-hidden="true" />;
  return (
    <ModelButton
      kind={kind}
      label={`${kindWords[kind].role} model of ${scope === 'film' ? 'this film' : 'new films'}`}
      model={model}
      missing={inForce ?? 'This computer'}
      value={follows ? null : (model?.id ?? inForce)}
      none={
        scope === 'film' ? { label: 'As for new films', detail: standard === null ? '' : `${standard.name}, ${standard.price}` } : undefined
      }
      {...(size === undefined ? {} : { size })}
      onChoose={(chosen) => void choose(chosen)}
    />
  );
}
