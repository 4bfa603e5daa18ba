import { useState } from 'react';
import type { Note } from '#contract/model/film.ts';
import { useStudio } from '../../app/studio-context.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { formatAgo } from '../../ui/format.ts';
import { useNow } from '../../ui/use-now.ts';
import css from './inspector.module.css';

/** Remarks on a scene, newest first. */
export function NotesPage({ sceneId, notes }: { sceneId: string; notes: readonly Note[] | null }) {
  const app = useStudio();
  const now = useNow();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);

  const add = async () => {
    const { projectId } = app.film.get();
    if (projectId === null || text.trim() === '' || busy) return;
    setBusy(true);
    const answer = await app.change('notes.add', { projectId, sceneId, subjectId: null, text: text.trim() });
    setBusy(false);
    if (answer.ok) setText('');
  };

  return (
    <form
      className={css['page']}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Field label="New note" hideLabel>
        {(ids) => (
          <TextArea
            {...ids}
            value={text}
            rows={3}
            maxLength={4000}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the person just asked to write a note
            autoFocus
            placeholder="What should be different?"
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                event.stopPropagation();
                void add();
              }
              if (event.key === 'Escape') event.currentTarget.blur();
            }}
          />
        )}
      </Field>
      <div className={css['buttons']}>
        <Button type="submit" keys="mod+enter" disabled={text.trim() === '' || busy}>
          Add note
        </Button>
      </div>
      <ul className={css['notes']}>
        {(notes ?? [])
          .toSorted((a, b) => b.createdAt - a.createdAt)
          .map((note) => (
            <li key={note.id}>
              <p className={css['words']}>{note.text}</p>
              <p className={css['muted']}>{formatAgo(note.createdAt, now)}</p>
            </li>
          ))}
      </ul>
      {notes !== null && notes.length === 0 ? <p className={css['muted']}>Notes travel with the film and with every hand-off.</p> : null}
    </form>
  );
}
