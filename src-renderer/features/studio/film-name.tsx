import { useEffect, useRef, useState } from 'react';
import { useFilm, useStudio } from '../../app/studio-context.tsx';
import css from './studio.module.css';

/** The film's name; a click or Enter edits it in place, Escape takes the edit back. */
export function FilmName() {
  const app = useStudio();
  const name = useFilm((state) => state.film?.name ?? null);
  const [draft, setDraft] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const editing = draft !== null;

  useEffect(() => {
    if (editing) input.current?.select();
  }, [editing]);

  if (name === null) return <h1 className="visually-hidden">Opening the film</h1>;

  const save = () => {
    const wanted = draft?.trim() ?? '';
    setDraft(null);
    const { projectId } = app.film.get();
    if (wanted === '' || wanted === name || projectId === null) return;
    void app.change('projects.rename', { projectId, name: wanted });
  };

  if (draft === null) {
    return (
      <h1 className={css['nameBox']}>
        <button type="button" className={css['name']} title="Rename" aria-label={`${name}, rename`} onClick={() => setDraft(name)}>
          {name}
        </button>
      </h1>
    );
  }
  return (
    <input
      ref={input}
      className={css['nameInput']}
      aria-label="Name of the film"
      value={draft}
      maxLength={120}
      size={Math.max(8, draft.length)}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setDraft(null);
      }}
    />
  );
}
