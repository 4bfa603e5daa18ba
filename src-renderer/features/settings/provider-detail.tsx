import { CircleAlert, CircleCheck, ExternalLink, PauseCircle } from 'lucide-react';
import { useState } from 'react';
import type { ProviderCard, ProviderTest } from '#contract/model/providers.ts';
import { useModels, useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { countOf, formatAgo } from '../../ui/format.ts';
import { useNow } from '../../ui/use-now.ts';
import { isOwnServer, kindWords } from '../models/model-list.ts';
import { AddressField } from './address-field.tsx';
import { KeyField } from './key-field.tsx';
import { LimitsForm } from './limits-form.tsx';
import css from './settings.module.css';

/** One provider in full: what it needs, where it is, how hard it may be pressed, and whether it answers. */
export function ProviderDetail({
  provider,
  test,
  onTested,
}: {
  provider: ProviderCard;
  test: ProviderTest | null;
  onTested: (test: ProviderTest) => void;
}) {
  const app = useStudio();
  const firstModel = useModels((state) => state.models?.find((model) => model.provider === provider.id)?.id ?? null);
  const missing = provider.keys.some((key) => key.required && key.from === null);
  return (
    <article className={css['article']} aria-labelledby="provider-name">
      <header className={css['articleHead']}>
        <h2 id="provider-name">{provider.label}</h2>
        <div className={css['chips']}>
          {provider.makes.map((kind) => (
            <Chip key={kind}>{kindWords[kind].makes}</Chip>
          ))}
        </div>
        <div className={css['headEnd']}>
          {provider.account === '' ? null : (
            <a className={css['link']} href={provider.account} target="_blank" rel="noreferrer">
              {accountWords(provider.account)}
              <ExternalLink aria-hidden="true" />
              <span className="visually-hidden">, opens in the browser</span>
            </a>
          )}
        </div>
      </header>

      {provider.paused === null ? null : <Paused provider={provider} paused={provider.paused} />}
      {provider.ready || provider.paused !== null ? null : (
        <p className={css['notReady']}>
          <CircleAlert aria-hidden="true" />
          {missing ? `${provider.label} needs a key before it can be used. ` : ''}
          {missing ? null : provider.notReady}
        </p>
      )}

      {provider.keys.length === 0 ? null : (
        <section className={css['section']} aria-labelledby="provider-keys">
          <h3 id="provider-keys">{provider.keys.length === 1 ? 'Key' : 'Keys'}</h3>
          {provider.keys.map((key) => (
            <KeyField key={`${key.id} ${key.from ?? ''}`} providerId={provider.id} slot={key} />
          ))}
        </section>
      )}

      <Test provider={provider} test={test} onTested={onTested} />

      <Addresses provider={provider} />

      <section className={css['section']} aria-labelledby="provider-limits">
        <h3 id="provider-limits">Limits</h3>
        <LimitsForm key={`${provider.limits.atOnce} ${provider.limits.createsPerMinute ?? ''}`} provider={provider} />
      </section>

      <section className={css['section']} aria-labelledby="provider-models">
        <h3 id="provider-models">Models</h3>
        <div className={css['line']}>
          <p className={css['lineText']}>
            {provider.models === 0
              ? 'None known yet. A server tells what it has when it is tested or a model list is opened.'
              : `${countOf(provider.models, 'model')} described here.`}
          </p>
          {firstModel === null ? null : (
            <Button size="small" onClick={() => app.session.actions.showSettings('models', { modelId: firstModel })}>
              Show them
            </Button>
          )}
        </div>
      </section>

      {isOwnServer(provider) ? (
        <section className={css['section']} aria-labelledby="provider-remove">
          <h3 id="provider-remove">Remove</h3>
          <div className={css['line']}>
            <p className={css['lineText']}>Takes this server off the list. Nothing on the server itself changes.</p>
            <Button
              size="small"
              variant="danger"
              onClick={() =>
                void app
                  .change('providers.removeServer', { providerId: provider.id }, { done: `${provider.label} taken off the list` })
                  .then(() => {
                    app.modelsSync.changed();
                  })
              }
            >
              Remove server
            </Button>
          </div>
        </section>
      ) : null}
    </article>
  );
}

/** "replicate.com/account" instead of the whole address. */
const accountWords = (address: string): string => address.replace(/^https?:\/\/(www\.)?/, '').replace(/[/?#]*$/, '');

function Paused({ provider, paused }: { provider: ProviderCard; paused: NonNullable<ProviderCard['paused']> }) {
  const app = useStudio();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  return (
    <div className={css['paused']}>
      <PauseCircle aria-hidden="true" />
      <div className={css['pausedText']}>
        <p>{paused.reason}</p>
        <p className={css['quiet']}>Paused {formatAgo(paused.since, now)}. Nothing is sent there until you go on.</p>
      </div>
      <Button
        size="small"
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void app
            .change('providers.resume', { providerId: provider.id }, { done: `${provider.label} may be used again` })
            .then(() => app.modelsSync.changed())
            .finally(() => setBusy(false));
        }}
      >
        Go on
      </Button>
    </div>
  );
}

function Test({ provider, test, onTested }: { provider: ProviderCard; test: ProviderTest | null; onTested: (test: ProviderTest) => void }) {
  const app = useStudio();
  const [busy, setBusy] = useState(false);
  const ask = async (): Promise<void> => {
    setBusy(true);
    const answer = await app.client.call('providers.test', { providerId: provider.id });
    setBusy(false);
    onTested(answer.ok ? answer.value : { ok: false, message: answer.error.message, hint: answer.error.hint, facts: [] });
    app.modelsSync.changed();
  };
  const Icon = test?.ok === true ? CircleCheck : CircleAlert;
  return (
    <section className={css['section']} aria-labelledby="provider-test">
      <h3 id="provider-test">Connection</h3>
      <div className={css['line']}>
        <p className={css['lineText']}>
          {provider.where === 'local'
            ? 'Asks the server whether it runs and what it has.'
            : 'Asks about the account. Nothing is made and nothing is charged.'}
        </p>
        <Button size="small" disabled={busy} onClick={() => void ask()}>
          {busy ? 'Asking…' : 'Test · free'}
        </Button>
      </div>
      <div aria-live="polite">
        {test === null || busy ? null : (
          <div className={css['test']} data-ok={test.ok}>
            <Icon aria-hidden="true" />
            <div>
              <p>{test.message}</p>
              {test.hint === '' ? null : <p className={css['quiet']}>{test.hint}</p>}
              {test.facts.length === 0 ? null : (
                <dl className={css['facts']}>
                  {test.facts.map((fact) => (
                    <div key={fact.label}>
                      <dt>{fact.label}</dt>
                      <dd>{fact.value}</dd>
                    </div>
                  ))}
                </dl>
              )}
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

/** Where a server is matters to everybody who runs one; the addresses of a service only to those who have others. */
function Addresses({ provider }: { provider: ProviderCard }) {
  const { addresses } = provider;
  const title = addresses.length === 1 ? 'Address' : 'Addresses';
  const fields = addresses.map((address) => (
    <AddressField key={`${address.id} ${address.value}`} providerId={provider.id} slot={address} />
  ));
  if (addresses.length === 0) return null;
  if (provider.where === 'cloud' && addresses.every((address) => address.from === 'standard')) {
    return (
      <details className={css['section']}>
        <summary className={css['summary']}>
          <h3>{title}</h3>
          <span className={css['quiet']}>{addresses.length === 1 ? 'The standard one' : 'All standard'}</span>
        </summary>
        {fields}
      </details>
    );
  }
  return (
    <section className={css['section']} aria-labelledby="provider-addresses">
      <h3 id="provider-addresses">{title}</h3>
      {fields}
    </section>
  );
}
