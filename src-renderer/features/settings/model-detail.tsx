import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { ModelCard, SchemaDifference } from '#contract/model/providers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { countOf, formatDay } from '../../ui/format.ts';
import { isOwn, kindWords } from '../models/model-list.ts';
import { useModelChoice } from '../models/use-model-choice.ts';
import css from './settings.module.css';
import type { Scope } from './models-page.tsx';

const originWords: Record<ModelCard['origin'], string> = {
  'built-in': 'Comes with Heroframe',
  yours: 'A model file of yours',
  server: 'Told by the server',
};

/** One model: what it costs, what it takes, where that is known from, and whether it is the one in use. */
export function ModelDetail({ model, scope }: { model: ModelCard; scope: Scope }) {
  const app = useStudio();
  const choice = useModelChoice(model.kind, scope);
  const inUse = choice.model?.id === model.id;
  const facts: [string, string][] = [
    ['Price', model.price],
    ['Price checked', model.free ? 'nothing to check' : model.priceVerifiedAt === null ? 'never' : formatDay(model.priceVerifiedAt)],
    ...(model.kind === 'text' || model.kind === 'speech'
      ? []
      : ([
          ['Start frame', model.takes.startFrame ? 'yes' : 'no'],
          ...(model.kind === 'clip' ? ([['End frame', model.takes.endFrame ? 'yes' : 'no']] as [string, string][]) : []),
          ['References', model.takes.references === 0 ? 'none' : `up to ${model.takes.references}`],
          ['Words to avoid', model.takes.negative ? 'own field' : 'no field of their own'],
          ['Seed', model.takes.seed ? 'yes' : 'no'],
        ] as [string, string][])),
    ...(model.lengths === '' ? [] : ([['Lengths', model.lengths]] as [string, string][])),
    ['From', model.source === '' ? originWords[model.origin] : `${originWords[model.origin]} · ${model.source}`],
  ];
  return (
    <article className={css['article']} aria-labelledby="model-name">
      <header className={css['articleHead']}>
        <h2 id="model-name">{model.name}</h2>
        <div className={css['chips']}>
          <Chip>{kindWords[model.kind].makes}</Chip>
          <Chip>{model.providerLabel}</Chip>
        </div>
        <div className={css['headEnd']}>
          {inUse ? (
            <Chip tone="outline">Used for {scope === 'film' ? 'this film' : 'new films'}</Chip>
          ) : (
            <Button disabled={!model.ready} onClick={() => void choice.choose(model)}>
              Use for {scope === 'film' ? 'this film' : 'new films'}
            </Button>
          )}
        </div>
      </header>
      {model.ready ? null : (
        <p className={css['notReady']}>
          <CircleAlert aria-hidden="true" />
          <span className={css['grow']}>{model.notReady}</span>
          <Button size="small" onClick={() => app.session.actions.showSettings('providers', { providerId: model.provider })}>
            Set up {model.providerLabel}
          </Button>
        </p>
      )}
      <dl className={css['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>Name there</dt>
          <dd>
            <code>{model.id}</code>
          </dd>
        </div>
      </dl>
      {isOwn(model) ? null : <Compare model={model} />}
    </article>
  );
}

const changeWords: Record<SchemaDifference['change'], string> = {
  new: 'new there',
  gone: 'gone there',
  type: 'other type',
  values: 'other values',
  range: 'other range',
  required: 'needed or not',
  default: 'other default',
};

function Compare({ model }: { model: ModelCard }) {
  const app = useStudio();
  const [found, setFound] = useState<{ differences: readonly SchemaDifference[]; error: StudioError | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<void> => {
    setBusy(true);
    const answer = await app.client.call('models.refresh', { modelId: model.id });
    setBusy(false);
    setFound(answer.ok ? { differences: answer.value.differences, error: null } : { differences: [], error: answer.error });
  };
  return (
    <section className={css['section']} aria-labelledby="compare">
      <h3 id="compare">What the provider publishes</h3>
      <div className={css['line']}>
        <p className={css['lineText']}>
          Reads what {model.providerLabel} says about this model now and shows where our description differs.
        </p>
        <Button size="small" disabled={busy || !model.ready} onClick={() => void ask()}>
          {busy ? 'Reading…' : 'Compare · free'}
        </Button>
      </div>
      <div aria-live="polite">
        {found === null || busy ? null : found.error !== null ? (
          <div className={css['test']} data-ok={false}>
            <CircleAlert aria-hidden="true" />
            <div>
              <p>{found.error.message}</p>
              <p className={css['quiet']}>{found.error.hint}</p>
            </div>
          </div>
        ) : found.differences.length === 0 ? (
          <div className={css['test']} data-ok>
            <CircleCheck aria-hidden="true" />
            <p>Our description agrees with what is published now.</p>
          </div>
        ) : (
          <>
            <p className={css['quiet']}>
              {countOf(found.differences.length, 'difference')}. Requests are still sent as described here; a model file of your own can say
              otherwise.
            </p>
            <table className={css['table']}>
              <thead>
                <tr>
                  <th scope="col">Field</th>
                  <th scope="col">Change</th>
                  <th scope="col">Here</th>
                  <th scope="col">There</th>
                </tr>
              </thead>
              <tbody>
                {found.differences.map((each) => (
                  <tr key={`${each.field} ${each.change}`}>
                    <th scope="row">
                      <code>{each.field}</code>
                    </th>
                    <td>{changeWords[each.change]}</td>
                    <td>{each.ours === '' ? '—' : each.ours}</td>
                    <td>{each.theirs === '' ? '—' : each.theirs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </section>
  );
}
