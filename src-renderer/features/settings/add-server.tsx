import { useState } from 'react';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import css from './settings.module.css';

/** Where well-known servers listen when nobody told them otherwise. */
const presets = [
  { name: 'vLLM', address: 'http://127.0.0.1:8000/v1' },
  { name: 'llama.cpp', address: 'http://127.0.0.1:8080/v1' },
  { name: 'LM Studio', address: 'http://127.0.0.1:1234/v1' },
];

/** A server of one's own that speaks like OpenAI: a name and where it is. */
export function AddServer({ onAdded, onCancel }: { onAdded: (providerId: string) => void; onCancel: () => void }) {
  const app = useStudio();
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const add = async (): Promise<void> => {
    setBusy(true);
    const answer = await app.change(
      'providers.addServer',
      { name: name.trim(), address: address.trim() },
      { quiet: true, done: `${name.trim()} added` },
    );
    setBusy(false);
    if (!answer.ok) return setError(`${answer.error.message} ${answer.error.hint}`);
    app.modelsSync.changed();
    onAdded(answer.value.providerId);
  };

  return (
    <article className={css['article']} aria-labelledby="add-server">
      <header className={css['articleHead']}>
        <h2 id="add-server">Add a server</h2>
      </header>
      <p className={css['intro']}>
        Any server that speaks the OpenAI protocol can write stories and prompts: on this computer, in your house, or at a company of your
        choice. If it needs a key, enter it afterwards.
      </p>
      <form
        className={css['stack']}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && name.trim() !== '' && address.trim() !== '') void add();
        }}
      >
        <Field label="Name">
          {(ids) => (
            <TextInput
              {...ids}
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the form opens because someone pressed "Add a server"
              autoFocus
              maxLength={60}
              placeholder="Studio box"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label="Base address" error={error} hint="With its version, as the server documents it; most end in /v1.">
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="url"
              spellCheck={false}
              maxLength={500}
              placeholder="http://192.168.1.20:8000/v1"
              value={address}
              onChange={(event) => {
                setAddress(event.target.value);
                setError(null);
              }}
            />
          )}
        </Field>
        <p className={css['presets']}>
          Usual addresses:
          {presets.map((preset) => (
            <Button
              key={preset.name}
              size="small"
              variant="quiet"
              title={preset.address}
              onClick={() => {
                setAddress(preset.address);
                setError(null);
                if (name === '' || presets.some((other) => other.name === name)) setName(preset.name);
              }}
            >
              {preset.name}
            </Button>
          ))}
        </p>
        <div className={css['formButtons']}>
          <Button type="submit" variant="primary" disabled={busy || name.trim() === '' || address.trim() === ''}>
            Add server
          </Button>
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
        </div>
      </form>
    </article>
  );
}
