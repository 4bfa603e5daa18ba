import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ProviderCard, ProviderTest } from '#contract/model/providers.ts';
import { useModels, useSession, useStudio, useWantModels } from '../../app/studio-context.tsx';
import { selectModelsError, selectProviders } from '../../stores/models/selectors.ts';
import { selectSettingsProviderId } from '../../stores/session/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { countOf } from '../../ui/format.ts';
import { ErrorNotice } from '../../ui/notices.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { groupProviders, kindWords, providerState } from '../models/model-list.ts';
import { AddServer } from './add-server.tsx';
import { ProviderDetail } from './provider-detail.tsx';
import css from './settings.module.css';

/** Who can make things: services and servers at the left, the chosen one in full at the right. */
export function ProvidersPage() {
  const app = useStudio();
  useWantModels();
  const providers = useModels(selectProviders);
  const error = useModels(selectModelsError);
  const wanted = useSession(selectSettingsProviderId);
  const [adding, setAdding] = useState(false);
  /** What providers answered since this page was opened. */
  const [tests, setTests] = useState<Readonly<Record<string, ProviderTest>>>({});

  if (providers === null) {
    if (error !== null) return <ErrorNotice error={error} onRetry={() => app.modelsSync.changed()} />;
    return <SettingsSkeleton label="Loading the providers" />;
  }
  const groups = groupProviders(providers);
  const selected = providers.find((each) => each.id === wanted) ?? groups.flatMap((group) => group.providers)[0];
  const show = (id: string): void => {
    setAdding(false);
    app.session.actions.showSettings('providers', { providerId: id });
  };
  return (
    <div className={css['split']}>
      <nav className={css['list']} aria-label="Providers">
        {groups.map((group) => (
          <section key={group.where} aria-labelledby={`group-${group.where}`}>
            <h2 id={`group-${group.where}`} className={css['listTitle']}>
              {group.title}
            </h2>
            <ul>
              {group.providers.map((provider) => (
                <ProviderRow
                  key={provider.id}
                  provider={provider}
                  test={tests[provider.id] ?? null}
                  current={!adding && provider.id === selected?.id}
                  onShow={() => show(provider.id)}
                />
              ))}
            </ul>
          </section>
        ))}
        <Button
          variant="quiet"
          size="small"
          className={css['addButton']}
          icon={<Plus />}
          aria-pressed={adding}
          onClick={() => setAdding(true)}
        >
          Add a server
        </Button>
      </nav>
      <div className={css['detail']}>
        {adding ? (
          <AddServer onAdded={show} onCancel={() => setAdding(false)} />
        ) : selected === undefined ? null : (
          <ProviderDetail
            key={selected.id}
            provider={selected}
            test={tests[selected.id] ?? null}
            onTested={(test) => setTests((before) => ({ ...before, [selected.id]: test }))}
          />
        )}
      </div>
    </div>
  );
}

function ProviderRow({
  provider,
  test,
  current,
  onShow,
}: {
  provider: ProviderCard;
  test: ProviderTest | null;
  current: boolean;
  onShow: () => void;
}) {
  const state = providerState(provider, test);
  return (
    <li>
      <button type="button" className={css['row']} aria-current={current ? 'true' : undefined} onClick={onShow}>
        <span className={css['dot']} data-tone={state.tone} aria-hidden="true" />
        <span className={css['rowText']}>
          <span className={css['rowName']}>{provider.label}</span>
          <span className={css['rowDetail']}>
            {[
              provider.makes.map((kind) => kindWords[kind].makes).join(', '),
              provider.models === 0 ? null : countOf(provider.models, 'model'),
            ]
              .filter((part) => part !== null)
              .join(' · ')}
          </span>
        </span>
        <span className={css['rowState']} data-tone={state.tone}>
          {state.label}
        </span>
      </button>
    </li>
  );
}

/** Stands where a list and its detail will be. */
export function SettingsSkeleton({ label }: { label: string }) {
  return (
    <output className={css['split']} aria-label={label}>
      <div className={css['list']}>
        {Array.from({ length: 9 }, (_, index) => (
          <Skeleton key={index} className={css['skeletonRow']} />
        ))}
      </div>
      <div className={css['detail']}>
        <Skeleton className={css['skeletonTitle']} />
        <Skeleton className={css['skeletonBlock']} />
        <Skeleton className={css['skeletonBlock']} />
      </div>
    </output>
  );
}
