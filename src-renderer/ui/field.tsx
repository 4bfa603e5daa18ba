import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './field.module.css';

export interface FieldProps {
  label: string;
  /** Small words under the control. */
  hint?: ReactNode;
  /** What is wrong with it; replaces the hint and is read out. */
  error?: string | null | undefined;
  /** The label is for screen readers only. */
  hideLabel?: boolean;
  className?: string | undefined;
  /** Receives the ids to put on the control. */
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined }) => ReactNode;
}

/** A label, a control and the words under it, tied together for screen readers. */
export function Field({ label, hint, error, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const wrong = error !== undefined && error !== null && error !== '';
  const described = wrong || hint !== undefined;
  return (
    <div className={classNames(css['field'], className)}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : css['label']}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described ? noteId : undefined, 'aria-invalid': wrong ? true : undefined })}
      {described ? (
        <p id={noteId} className={wrong ? css['error'] : css['hint']} role={wrong ? 'alert' : undefined}>
          {wrong ? error : hint}
        </p>
      ) : null}
    </div>
  );
}

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" className={classNames(css['input'], className)} {...rest} />;
}

/** Grows with its text. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={2} className={classNames(css['input'], css['area'], className)} {...rest} />;
}

export interface SelectProps<T extends string> {
  id?: string;
  label: string;
  value: T;
  options: readonly { value: T; label: string; detail?: string }[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** One of many in a list that opens; each option may have a line of explanation. */
export function Select<T extends string>({ id, label, value, options, onChange, disabled = false }: SelectProps<T>) {
  return (
    <Radix.Root
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      <Radix.Trigger id={id} className={classNames(css['input'], css['select'])} aria-label={label}>
        <span className={css['selectValue']}>{options.find((option) => option.value === value)?.label ?? value}</span>
        <ChevronDown aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={css['menu']} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport className={css['viewport']}>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={css['option']}>
                <Radix.ItemIndicator className={css['check']}>
                  <Check aria-hidden="true" />
                </Radix.ItemIndicator>
                <span className={css['optionText']}>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.detail === undefined ? null : <span className={css['optionDetail']}>{option.detail}</span>}
                </span>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
