import { X } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './chip.module.css';

/** A small label. `tone` carries meaning, never decoration. */
export function Chip({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'accent' | 'good' | 'fair' | 'poor' | 'outline';
  children: ReactNode;
}) {
  return <span className={classNames(css['chip'], css[tone])}>{children}</span>;
}

export interface ChipChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** One of several, as chips in a row; cursor keys move between them. */
export function ChipChoice<T extends string>({ label, value, options, onChange, disabled = false }: ChipChoiceProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      className={css['choice']}
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <ToggleGroup.Item key={option.value} value={option.value} className={classNames(css['chip'], css['selectable'])}>
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

export interface ChipListProps {
  label: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  placeholder: string;
  disabled?: boolean;
  maxLength?: number;
}

/** Free words as chips: Enter or a comma adds, Backspace in the empty field or the cross removes. */
export function ChipList({ label, values, onChange, placeholder, disabled = false, maxLength = 300 }: ChipListProps) {
  const [draft, setDraft] = useState('');
  const add = () => {
    const fresh = draft
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '' && !values.includes(word));
    setDraft('');
    if (fresh.length > 0) onChange([...values, ...fresh]);
  };
  return (
    <fieldset className={css['list']} aria-label={label}>
      {values.map((value) => (
        <span key={value} className={classNames(css['chip'], css['removable'])}>
          {value}
          <button
            type="button"
            className={css['remove']}
            aria-label={`Remove ${value}`}
            disabled={disabled}
            onClick={() => onChange(values.filter((other) => other !== value))}
          >
            <X aria-hidden="true" />
          </button>
        </span>
      ))}
      <input
        className={css['input']}
        aria-label={`Add to ${label.toLowerCase()}`}
        placeholder={placeholder}
        value={draft}
        maxLength={maxLength}
        disabled={disabled}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={add}
        onKeyDown={(event) => {
          if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === ',') {
            event.preventDefault();
            add();
          } else if (event.key === 'Backspace' && draft === '' && values.length > 0) {
            onChange(values.slice(0, -1));
          }
        }}
      />
    </fieldset>
  );
}
