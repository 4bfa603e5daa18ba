import { useId, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import css from './panel.module.css';

/** A titled surface. `aside` stands at the right of the title. */
export function Panel({
  title,
  aside,
  className,
  children,
}: {
  title?: string;
  aside?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classNames(css['panel'], className)} aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined ? null : (
        <header className={css['header']}>
          <h3 id={id}>{title}</h3>
          {aside === undefined ? null : <div className={css['aside']}>{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** The inspector's lighter grouping: a small heading over its content, no box. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className={css['section']} aria-labelledby={id}>
      <header className={css['sectionHeader']}>
        <h3 id={id}>{title}</h3>
        {aside}
      </header>
      {children}
    </section>
  );
}
