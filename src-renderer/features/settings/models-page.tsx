import { useEffect, useRef, useState } from 'react';
import { modelKindValues, type ModelCard, type ModelKind } from '#contract/model/providers.ts';
import { useFilm, useModels, useSession, useStudio, useWantModels } from '../../app/studio-context.tsx';
import { selectAsking, selectModelProblems, selectModels, selectModelsError } from '../../stores/models/selectors.ts';
import { selectSettingsModelId } from '../../stores/session/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { TextInput } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import { groupModels, kindWords } from '../models/model-list.ts';
import { ModelControl } from '../models/model-control.tsx';
import { ModelDetail } from './model-detail.tsx';
import { SettingsSkeleton } from './providers-page.tsx';
import css from './settings.module.css';

export type Scope = 'film' | 'new-films';

const kinds = [{ value: 'all' as const, label: 'All' }, ...modelKindValues.map((kind) => ({ value: kind, label: kindWords[kind].role }))];

/** Who is cast for which work, and everyone who could be. */
export function ModelsPage() {
  const app = useStudio();
  const projectId = useWantModels();
  const filmName = useFilm((state) => state.film?.name ?? null);
  const models = useModels(selectModels);
  const problems = useModels(selectModelProblems);
  const error = useModels(selectModelsError);
  const asking = useModels(selectAsking);
  const wanted = useSession(selectSettingsModelId);
  const [scope, setScope] = useState<Scope>(projectId === null ? 'new-films' : 'film');
  const [kind, setKind] = useState<'all' | ModelKind>('all');
  const [search, setSearch] = useState('');
  const [readyOnly, setReadyOnly] = useState(false);
  const list = useRef<HTMLElement>(null);
  const known = models !== null;
  const found = models?.find((model) => model.id === wanted);

  // Coming from a provider, its first model is brought into view; later choices are already there.
  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'center' });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- once, when there is a list to look at
  }, [known]);
  useEffect(() => {
    void app.modelsSync.ask();
  }, [app]);

  if (models === null) {
    if (error !== null) return <ErrorNotice error={error} onRetry={() => app.modelsSync.changed()} />;
    return <SettingsSkeleton label="Loading the models" />;
  }
  const groups = groupModels(models, { kind: kind === 'all' ? null : kind, search, readyOnly });
  const selected = found ?? groups[0]?.models[0];
  const scopeShown: Scope = projectId === null ? 'new-films' : scope;

  return (
    <div className={css['models']}>
      <section className={css['cast']} aria-labelledby="cast-title">
        <header className={css['castHead']}>
          <h2 id="cast-title">Used for {scopeShown === 'film' ? (filmName ?? 'this film') : 'new films'}</h2>
          {projectId === null ? null : (
            <ChipChoice
              label="Choose for"
              value={scopeShown}
              options={[
                { value: 'film', label: 'This film' },
                { value: 'new-films', label: 'New films' },
              ]}
              onChange={setScope}
            />
          )}
        </header>
        <ul className={css['castList']}>
          {modelKindValues.map((each) => (
            <li key={each}>
              <p className={css['castRole']}>
                <span>{kindWords[each].role}</span>
                <span className={css['quiet']}>{kindWords[each].things}</span>
              </p>
              <ModelControl kind={each} scope={scopeShown} size="large" />
            </li>
          ))}
        </ul>
      </section>
      {problems.length === 0 ? null : <OwnFileProblems problems={problems} />}
      <div className={css['split']}>
        <nav ref={list} className={css['list']} aria-label="Models">
          <div className={css['filters']}>
            <TextInput
              aria-label="Search models"
              placeholder="Search by name or provider"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            <ChipChoice label="Kind" value={kind} options={kinds} onChange={setKind} />
            <label className={css['checkbox']}>
              <input type="checkbox" checked={readyOnly} onChange={(event) => setReadyOnly(event.target.checked)} />
              Only what can be used now
            </label>
          </div>
          <p className="visually-hidden" aria-live="polite">
            {asking ? 'Asking local servers what they have' : ''}
          </p>
          {asking ? <p className={css['asking']}>Asking local servers what they have…</p> : null}
          {groups.length === 0 ? <p className={css['asking']}>No such model.</p> : null}
          {groups.map((group) => (
            <section key={group.provider} aria-labelledby={`models-${group.provider}`}>
              <h2 id={`models-${group.provider}`} className={css['listTitle']}>
                {group.label}
                {group.ready ? null : (
                  <Button
                    size="small"
                    variant="quiet"
                    aria-label={`Set up ${group.label}`}
                    title={group.notReady}
                    onClick={() => app.session.actions.showSettings('providers', { providerId: group.provider })}
                  >
                    Set up
                  </Button>
                )}
              </h2>
              <ul>
                {group.models.map((model) => (
                  <ModelRow
                    key={model.id}
                    model={model}
                    current={model.id === selected?.id}
                    onShow={() => app.session.actions.showSettings('models', { modelId: model.id })}
                  />
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <div className={css['detail']}>
          {selected === undefined ? null : <ModelDetail key={selected.id} model={selected} scope={scopeShown} />}
        </div>
      </div>
    </div>
  );
}

function ModelRow({ model, current, onShow }: { model: ModelCard; current: boolean; onShow: () => void }) {
  return (
    <li>
      <button type="button" className={css['row']} aria-current={current ? 'true' : undefined} data-ready={model.ready} onClick={onShow}>
        <span className={css['rowText']}>
          <span className={css['rowName']}>{model.name}</span>
          <span className={css['rowDetail']}>{[kindWords[model.kind].makes, model.lengths].filter((part) => part !== '').join(' · ')}</span>
        </span>
        <span className={css['rowPrice']}>{model.price}</span>
      </button>
    </li>
  );
}

function OwnFileProblems({ problems }: { problems: readonly { file: string; message: string }[] }) {
  return (
    <section className={css['problems']} aria-labelledby="own-files">
      <h2 id="own-files">
        {problems.length === 1 ? 'A model file of yours is not used' : `${problems.length} model files of yours are not used`}
      </h2>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.file} ${problem.message}`}>
            <code>{problem.file}</code>
            <span>{problem.message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
