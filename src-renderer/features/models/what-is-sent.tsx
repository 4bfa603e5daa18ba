import { CircleAlert, Copy, Scissors } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { changeLines, changesInBrief, negativeInWords } from './preview-words.ts';
import type { PreviewState } from './use-request-preview.ts';
import css from './models.module.css';

/** What goes to the model and what does not, before anything is spent. `edited`: the words above differ from the saved ones. */
export function WhatIsSent({ state, edited }: { state: PreviewState; edited: boolean }) {
  const { preview, error } = state;
  const [copied, setCopied] = useState(false);
  if (error !== null) {
    return (
      <p className={css['sentProblem']} role="alert">
        <CircleAlert aria-hidden="true" />
        <span>
          {error.message} {error.hint}
        </span>
      </p>
    );
  }
  if (preview === null) return <Skeleton className={css['sentSkeleton']} />;
  const brief = changesInBrief(preview);
  const lines = changeLines(preview);
  const negative = negativeInWords(preview.negative);
  const body = JSON.stringify(preview.body, null, 2);
  return (
    <div className={css['sent']}>
      {preview.problems.map((problem) => (
        <p key={`${problem.path} ${problem.message}`} className={css['sentProblem']} role="alert">
          <CircleAlert aria-hidden="true" />
          <span>{problem.message}</span>
        </p>
      ))}
      {brief === '' ? null : (
        <p className={css['sentBrief']}>
          <Scissors aria-hidden="true" />
          <span>{brief}</span>
        </p>
      )}
      <details className={css['sentMore']}>
        <summary>What is sent{lines.length === 0 ? ': everything as asked' : ''}</summary>
        {lines.length === 0 ? null : (
          <ul className={css['changes']}>
            {lines.map((line) => (
              <li key={`${line.what} ${line.detail}`}>
                <span className={css['changeWhat']}>{line.what}</span>
                <span className={css['changeDetail']}>{line.detail}</span>
                <span className={css['changeReason']}>{line.reason}</span>
              </li>
            ))}
          </ul>
        )}
        {negative === '' ? null : <p className={css['sentNote']}>{negative}</p>}
        {edited ? <p className={css['sentNote']}>Shown with the saved words; what you changed above goes in their place.</p> : null}
        <div className={css['body']}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <pre tabIndex={0} aria-label={`Request to ${preview.providerLabel}`}>
            {body}
          </pre>
          <Button
            size="small"
            variant="quiet"
            className={css['copy']}
            icon={<Copy />}
            onClick={() => void navigator.clipboard.writeText(body).then(() => setCopied(true))}
          >
            {copied ? 'Copied' : 'Copy'}
          </Button>
        </div>
      </details>
    </div>
  );
}
