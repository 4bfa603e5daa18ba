import { AlertTriangle, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { StudioError } from '#contract/errors.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import css from './notices.module.css';

/** A place with nothing in it yet: what belongs here and how it gets here. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={css['empty']}>
      {icon === undefined ? null : (
        <span className={css['emptyIcon']} aria-hidden="true">
          {icon}
        </span>
      )}
      <h2 className={css['emptyTitle']}>{title}</h2>
      {children === undefined ? null : <div className={css['emptyText']}>{children}</div>}
      {actions === undefined ? null : <div className={css['emptyActions']}>{actions}</div>}
    </div>
  );
}

export interface ErrorNoticeProps {
  error: Pick<StudioError, 'message' | 'hint' | 'detail'>;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
  className?: string | undefined;
}

/** What happened, what it means, what to do; the technical part folds out and can be copied. */
export function ErrorNotice({ error, onRetry, actions, className }: ErrorNoticeProps) {
  return (
    <div className={classNames(css['error'], className)} role="alert">
      <AlertTriangle className={css['errorIcon']} aria-hidden="true" />
      <div className={css['errorBody']}>
        <p className={css['errorMessage']}>{error.message}</p>
        {error.hint === '' ? null : <p className={css['errorHint']}>{error.hint}</p>}
        {error.detail === undefined ? null : <TechnicalDetail detail={error.detail} />}
        {onRetry === undefined && actions === undefined ? null : (
          <div className={css['errorActions']}>
            {onRetry === undefined ? null : (
              <Button size="small" onClick={onRetry}>
                Try again
              </Button>
            )}
            {actions}
          </div>
        )}
      </div>
    </div>
  );
}

/** The technical part of an error, folded away, with a way to copy it. */
export function TechnicalDetail({ detail }: { detail: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <details className={css['detail']}>
      <summary>Technical detail</summary>
      <pre>{detail}</pre>
      <Button
        size="small"
        variant="quiet"
        icon={<Copy />}
        onClick={() => {
          void navigator.clipboard.writeText(detail).then(() => setCopied(true));
        }}
      >
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </details>
  );
}
