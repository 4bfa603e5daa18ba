import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { IconButton } from './button.tsx';
import css from './dialog.module.css';

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  /** Buttons at the bottom, the main one last. */
  footer?: ReactNode;
  wide?: boolean;
  /** `large` for tables. */
  size?: 'large' | undefined;
  children: ReactNode;
}

/** A modal sheet with a title. Escape and the scrim close it; focus goes back where it was. */
export function Dialog({ open, onClose, title, description, footer, wide = false, size, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className={css['scrim']} />
        <Radix.Content
          className={classNames(css['dialog'], wide && css['wide'], size === 'large' && css['large'])}
          // The sheet itself takes the focus: the close button would only show its tooltip.
          tabIndex={-1}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={css['header']}>
            <div>
              <Radix.Title className={css['title']}>{title}</Radix.Title>
              {description === undefined ? null : <Radix.Description className={css['description']}>{description}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" icon={<X aria-hidden="true" />} keys="escape" />
            </Radix.Close>
          </header>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <section className={css['body']} tabIndex={0} aria-label={title}>
            {children}
          </section>
          {footer === undefined ? null : <footer className={css['footer']}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
