import type { ReactNode } from 'react';
import css from './stage-head.module.css';

/** The line at the top of a stage: what it is, its facts, and what can be done. */
export function StageHead({ title, facts, children }: { title: string; facts?: ReactNode; children?: ReactNode }) {
  return (
    <header className={css['head']}>
      <h2 className={css['title']}>{title}</h2>
      {facts === undefined ? null : <p className={css['facts']}>{facts}</p>}
      <div className={css['actions']}>{children}</div>
    </header>
  );
}
