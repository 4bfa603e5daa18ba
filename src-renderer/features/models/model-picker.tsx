import { Command } from 'cmdk';
import { ArrowRight, Check } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ModelCard, ModelKind } from '#contract/model/providers.ts';
import { useModels, useStudio } from '../../app/studio-context.tsx';
import { selectAsking, selectModels, selectModelsError } from '../../stores/models/selectors.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { checkedWords, groupModels, kindWords, takesWords } from './model-list.ts';
import css from './models.module.css';

export interface ModelPickerProps {
  kind: ModelKind;
  /** Id of the model that is ticked; null ticks `none`. */
  value: string | null;
  /** A first entry that chooses nothing of its own, e.g. "As for new films". */
  none?: { label: string; detail: string } | undefined;
  onChoose: (model: ModelCard | null) => void;
  /** Called before the settings open. */
  onLeave: () => void;
}

const NONE = 'none';

/** Every model of a kind, found by typing; this computer first, what has to be set up last. */
export function ModelPicker({ kind, value, none, onChoose, onLeave }: ModelPickerProps) {
  const app = useStudio();
  const models = useModels(selectModels);
  const error = useModels(selectModelsError);
  const asking = useModels(selectAsking);
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(value ?? NONE);
  const groups = groupModels(models ?? [], { kind, search });
  const showNone = none !== undefined && search === '';

  // Servers on this computer may have got new models since they were last asked.
  useEffect(() => {
    void app.modelsSync.ask();
  }, [app]);

  const select = (model: ModelCard): void => {
    if (model.ready) return onChoose(model);
    onLeave();
    app.session.actions.showSettings('providers', { providerId: model.provider });
  };

  return (
    <Command
      label={`Models that make ${kindWords[kind].makes}`}
      className={css['picker']}
      shouldFilter={false}
      loop
      value={at}
      onValueChange={setAt}
    >
      <Command.Input
        className={css['search']}
        placeholder={`Search models for ${kindWords[kind].things}`}
        value={search}
        onValueChange={setSearch}
      />
      <Command.List className={css['list']} label="Models">
        {models === null && error === null ? (
          <div className={css['skeletons']}>
            <Skeleton />
            <Skeleton />
            <Skeleton />
          </div>
        ) : null}
        <Command.Empty className={css['empty']}>{models === null ? 'The models could not be listed.' : 'No such model'}</Command.Empty>
        {showNone ? (
          <Command.Item value={NONE} className={css['option']} onSelect={() => onChoose(null)}>
            <span className={css['tick']}>{value === null ? <Check aria-label="Chosen" /> : null}</span>
            <span className={css['optionText']}>
              <span className={css['optionName']}>{none.label}</span>
              <span className={css['optionDetail']}>{none.detail}</span>
            </span>
          </Command.Item>
        ) : null}
        {groups.map((group) => (
          <Command.Group
            key={group.provider}
            className={css['group']}
            heading={
              <span className={css['groupHeading']}>
                <span>{group.label}</span>
                {group.ready ? null : <span className={css['groupReason']}>{group.notReady}</span>}
              </span>
            }
          >
            {group.models.map((model) => (
              <Command.Item
                key={model.id}
                value={model.id}
                className={css['option']}
                data-ready={model.ready}
                onSelect={() => select(model)}
              >
                <span className={css['tick']}>{model.id === value ? <Check aria-label="Chosen" /> : null}</span>
                <span className={css['optionText']}>
                  <span className={css['optionName']}>{model.name}</span>
                  <span className={css['optionDetail']}>{takesWords(model).join(' · ') || model.source}</span>
                </span>
                <span className={css['optionPrice']}>
                  {model.ready ? (
                    <>
                      <span>{model.price}</span>
                      <span className={css['optionDetail']}>{checkedWords(model)}</span>
                    </>
                  ) : (
                    <span className={css['setUp']}>
                      Set up
                      <ArrowRight aria-hidden="true" />
                    </span>
                  )}
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
      <p className={css['foot']} aria-live="polite">
        {asking
          ? 'Asking the servers on this computer and network what they have…'
          : 'Prices are from lists and may have changed since they were checked.'}
      </p>
    </Command>
  );
}
