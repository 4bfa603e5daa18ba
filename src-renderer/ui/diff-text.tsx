import { diffWordsWithSpace } from 'diff';
import { useMemo } from 'react';
import css from './diff-text.module.css';

/** A text with what was added and taken away against an earlier one, word by word. */
export function DiffText({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diffWordsWithSpace(before, after), [before, after]);
  return (
    <p className={css['text']}>
      {parts.map((part, index) => {
        // The parts of a diff have no identity of their own; their place is one, and the whole list changes at once.
        const key = `${index}:${part.value}`;
        if (part.added) return <ins key={key}>{part.value}</ins>;
        if (part.removed) return <del key={key}>{part.value}</del>;
        return <span key={key}>{part.value}</span>;
      })}
    </p>
  );
}
