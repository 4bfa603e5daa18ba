import type { ComponentProps, ReactNode } from 'react';
import { ariaKeys } from '../actions/keys.ts';
import { performAction, useAction, useStudio } from '../app/studio-context.tsx';
import { classNames } from './class-names.ts';
import { formatAsked, type Asked } from './format.ts';
import { Kbd } from './kbd.tsx';
import { Tooltip } from './tooltip.tsx';
import css from './button.module.css';

export interface ButtonProps extends ComponentProps<'button'> {
  /** `primary` once per screen at most; `quiet` has no surface until hovered. */
  variant?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'normal' | 'small' | 'large';
  icon?: ReactNode;
  /** Shortcut, shown as a key cap. */
  keys?: string | undefined;
  /** What pressing it will cost; shown before it is spent ("· about $0.35", "· free", "· price unknown"). */
  money?: Asked | undefined;
}

/** The button of the studio. Says its key, and its price when it spends money. */
export function Button({ variant = 'plain', size = 'normal', icon, keys, money, className, children, ...rest }: ButtonProps) {
  const { mac } = useStudio();
  return (
    <button
      type="button"
      className={classNames(css['button'], css[variant], css[size], className)}
      aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys, mac)}
      {...rest}
    >
      {icon === undefined ? null : (
        <span className={css['icon']} aria-hidden="true">
          {icon}
        </span>
      )}
      <span className={css['label']}>
        {children}
        {money === undefined ? null : <span className={css['money']}> · {formatAsked(money)}</span>}
      </span>
      {keys === undefined ? null : <Kbd keys={keys} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** What it does; also the tooltip. */
  label: string;
  icon: ReactNode;
  keys?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left';
  pressed?: boolean | undefined;
  size?: 'normal' | 'small';
}

/** A button that is only an icon: name and key are in its tooltip. */
export function IconButton({ label, icon, keys, side, pressed, size = 'normal', className, ...rest }: IconButtonProps) {
  const { mac } = useStudio();
  return (
    <Tooltip label={label} keys={keys} {...(side === undefined ? {} : { side })}>
      <button
        type="button"
        className={classNames(css['iconButton'], size === 'small' && css['iconSmall'], className)}
        aria-label={label}
        aria-pressed={pressed}
        aria-keyshortcuts={keys === undefined ? undefined : ariaKeys(keys, mac)}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}

/** A button for a registered action: label, key, availability and work come from the registry. */
export function ActionButton({
  action: id,
  children,
  showKeys = true,
  ...rest
}: Omit<ButtonProps, 'onClick' | 'keys' | 'disabled'> & { action: string; showKeys?: boolean }) {
  const app = useStudio();
  const action = useAction(id);
  const enabled = action !== null && (action.when === undefined || action.when(app));
  return (
    <Button {...rest} disabled={!enabled} keys={showKeys ? action?.keys?.[0] : undefined} onClick={() => performAction(app, id)}>
      {children ?? action?.label}
    </Button>
  );
}
