import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { ProviderCard } from '#contract/model/providers.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import css from './settings.module.css';

type KeySlot = ProviderCard['keys'][number];

/** One key. It goes one way: what was entered is never shown again, only where it came from. */
export function KeyField({ providerId, slot }: { providerId: string; slot: KeySlot }) {
  const app = useStudio();
  const [replacing, setReplacing] = useState(false);
  /** The core could not keep the key; its words say what to do instead. */
  const [refused, setRefused] = useState<StudioError | null>(null);

  const remove = async (): Promise<void> => {
    const answer = await app.change('keys.remove', { providerId, keyId: slot.id }, { done: `${slot.label} removed` });
    if (answer.ok) app.modelsSync.changed();
  };

  if (slot.from !== null && !replacing) {
    return (
      <div className={css['line']}>
        <p className={css['lineText']}>
          <span className={css['keyLabel']}>{slot.label}</span>
          <span className={css['keySet']}>
            <Check aria-hidden="true" />
            {slot.from === 'environment' ? (
              <span>
                Set, from the environment variable <code>{slot.variable}</code>
              </span>
            ) : (
              <span>Set, stored encrypted on this computer</span>
            )}
          </span>
        </p>
        {slot.from === 'safe-storage' ? (
          <>
            <Button size="small" onClick={() => setReplacing(true)}>
              Replace
            </Button>
            <Button size="small" variant="quiet" onClick={() => void remove()}>
              Remove
            </Button>
          </>
        ) : null}
      </div>
    );
  }
  // Only the desktop host can keep a key; elsewhere a field would only lead to a refusal.
  if (app.client.host !== 'electron' || refused !== null) return <VariableHint slot={slot} refused={refused} />;
  return (
    <KeyForm
      providerId={providerId}
      slot={slot}
      onRefused={setRefused}
      onKept={() => setReplacing(false)}
      onCancel={replacing ? () => setReplacing(false) : null}
    />
  );
}

function KeyForm({
  providerId,
  slot,
  onRefused,
  onKept,
  onCancel,
}: {
  providerId: string;
  slot: KeySlot;
  onRefused: (error: StudioError) => void;
  onKept: () => void;
  onCancel: (() => void) | null;
}) {
  const app = useStudio();
  const [value, setValue] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const save = async (): Promise<void> => {
    if (value.trim() === '') return setError('Paste the key first.');
    setBusy(true);
    const answer = await app.change(
      'keys.set',
      { providerId, keyId: slot.id, value: value.trim() },
      { quiet: true, done: `${slot.label} kept` },
    );
    setBusy(false);
    // Whatever came of it, the key is not kept in the page.
    setValue('');
    if (answer.ok) {
      onKept();
      app.modelsSync.changed();
    } else if (answer.error.code === 'unavailable' && !answer.error.retryable) onRefused(answer.error);
    else setError(`${answer.error.message} ${answer.error.hint}`);
  };

  return (
    <form
      className={css['form']}
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void save();
      }}
    >
      <Field
        className={css['grow']}
        label={slot.required ? slot.label : `${slot.label}, optional`}
        error={error}
        hint={
          <>
            Kept encrypted by your system and never shown again. Or set <code>{slot.variable}</code> before you start Heroframe.
          </>
        }
      >
        {(ids) => (
          <TextInput
            {...ids}
            type="password"
            autoComplete="new-password"
            spellCheck={false}
            placeholder="Paste the key"
            maxLength={4000}
            value={value}
            onChange={(event) => {
              setValue(event.target.value);
              setError(null);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && onCancel !== null) onCancel();
            }}
          />
        )}
      </Field>
      <Button type="submit" className={css['formButton']} disabled={busy}>
        {busy ? 'Keeping…' : 'Keep'}
      </Button>
      {onCancel === null ? null : (
        <Button variant="quiet" className={css['formButton']} onClick={onCancel}>
          Cancel
        </Button>
      )}
    </form>
  );
}

/** Where a key cannot be kept, the one thing that works: a variable, ready to copy. */
function VariableHint({ slot, refused }: { slot: KeySlot; refused: StudioError | null }) {
  const [copied, setCopied] = useState(false);
  return (
    <div className={css['variable']}>
      <p className={css['keyLabel']}>{slot.required ? slot.label : `${slot.label}, optional`}</p>
      {refused === null ? (
        <p>Here keys come from environment variables only. Set this one to your key, then start Heroframe again.</p>
      ) : (
        <p role="alert">
          {refused.message} {refused.hint}
        </p>
      )}
      <p className={css['variableName']}>
        <code>{slot.variable}</code>
        <Button
          size="small"
          variant="quiet"
          icon={<Copy />}
          aria-label={`Copy ${slot.variable}`}
          onClick={() => void navigator.clipboard.writeText(slot.variable).then(() => setCopied(true))}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </p>
    </div>
  );
}
