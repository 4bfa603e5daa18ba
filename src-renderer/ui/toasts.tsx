import { AlertTriangle, Check, X } from 'lucide-react';
import { useEffect } from 'react';
import { useStudio, useUi } from '../app/studio-context.tsx';
import { selectToasts } from '../stores/ui/selectors.ts';
import type { Toast } from '../stores/ui/state.ts';
import { Button, IconButton } from './button.tsx';
import { TechnicalDetail } from './notices.tsx';
import css from './toasts.module.css';

/** How long a toast stays, milliseconds: something to undo or to read stays longer. */
const PLAIN_MS = 4000;
const ACTION_MS = 9000;
const PROBLEM_MS = 14_000;

/** Short messages at the bottom of the window, read out politely; problems at once. */
export function Toasts() {
  const toasts = useUi(selectToasts);
  return (
    <section className={css['stack']} aria-label="Messages">
      <output aria-live="polite">
        {toasts
          .filter((toast) => toast.tone !== 'problem')
          .map((toast) => (
            <ToastCard key={toast.id} toast={toast} />
          ))}
      </output>
      <div role="alert">
        {toasts
          .filter((toast) => toast.tone === 'problem')
          .map((toast) => (
            <ToastCard key={toast.id} toast={toast} />
          ))}
      </div>
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { ui } = useStudio();
  const { action } = toast;
  useEffect(() => {
    const time = toast.tone === 'problem' ? PROBLEM_MS : toast.action === null ? PLAIN_MS : ACTION_MS;
    const timer = setTimeout(() => ui.actions.dismissToast(toast.id), time);
    return () => clearTimeout(timer);
  }, [toast, ui]);
  return (
    <div className={css['toast']} data-tone={toast.tone}>
      {toast.tone === 'problem' ? <AlertTriangle className={css['icon']} aria-hidden="true" /> : null}
      {toast.tone === 'good' ? <Check className={css['icon']} aria-hidden="true" /> : null}
      <div className={css['body']}>
        <p>{toast.message}</p>
        {toast.hint === null || toast.hint === '' ? null : <p className={css['hint']}>{toast.hint}</p>}
        {toast.detail === null ? null : <TechnicalDetail detail={toast.detail} />}
      </div>
      {action === null ? null : (
        <Button
          size="small"
          variant="quiet"
          className={css['action']}
          onClick={() => {
            ui.actions.dismissToast(toast.id);
            action.perform();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton
        size="small"
        label="Dismiss"
        side="top"
        icon={<X aria-hidden="true" />}
        onClick={() => ui.actions.dismissToast(toast.id)}
      />
    </div>
  );
}
