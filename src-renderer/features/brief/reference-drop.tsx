import { ImagePlus, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { Reference } from '#contract/model/brief.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Select } from '../../ui/field.tsx';
import { ErrorNotice } from '../../ui/notices.tsx';
import type { DraftReference } from './brief-draft.ts';
import { readUpload } from './uploads.ts';
import css from './brief.module.css';

const roles: { value: Reference['role']; label: string; detail: string }[] = [
  { value: 'product', label: 'Product', detail: 'Appears as it is' },
  { value: 'character', label: 'Person', detail: 'Who the film follows' },
  { value: 'style', label: 'Style', detail: 'Light, colour and mood to follow' },
];

/** Pictures at most, as the contract allows. */
export const REFERENCES_MAX = 20;

export interface ReferenceDropProps {
  references: readonly DraftReference[];
  error: string | undefined;
  onChange: (change: (before: readonly DraftReference[]) => readonly DraftReference[]) => void;
}

let nextId = 1;

/** Adds files to a draft's pictures; hands back what could not be read. */
export async function addFiles(files: readonly File[], onChange: ReferenceDropProps['onChange']): Promise<StudioError | null> {
  let problem: StudioError | null = null;
  for (const file of files) {
    const upload = await readUpload(file);
    if (!upload.ok) {
      problem = upload.error;
      continue;
    }
    const reference: DraftReference = { ...upload.value, id: nextId, role: 'product', preview: URL.createObjectURL(file) };
    nextId += 1;
    onChange((before) => (before.length >= REFERENCES_MAX ? before : [...before, reference]));
  }
  return problem;
}

/** Where reference pictures land: by drop, paste or the file field. */
export function ReferenceDrop({ references, error, onChange }: ReferenceDropProps) {
  const field = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<StudioError | null>(null);

  const take = async (files: readonly File[]) => {
    setProblem(null);
    setProblem(await addFiles(files, onChange));
  };

  return (
    <div className={css['group']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop files; the file field and its button do the same by keyboard */}
      <section
        className={css['drop']}
        aria-label="Reference pictures"
        data-over={over}
        data-filled={references.length > 0}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take([...event.dataTransfer.files]);
        }}
      >
        {references.map((reference) => (
          <div key={reference.id} className={css['reference']}>
            <div className={css['referencePicture']}>
              <ReferenceThumb reference={reference} />
              <IconButton
                size="small"
                className={css['referenceRemove']}
                label={`Remove ${reference.name}`}
                icon={<X aria-hidden="true" />}
                onClick={() => onChange((before) => before.filter((other) => other.id !== reference.id))}
              />
            </div>
            <Select
              label={`What ${reference.name} shows`}
              value={reference.role}
              options={roles}
              onChange={(role) => onChange((before) => before.map((other) => (other.id === reference.id ? { ...other, role } : other)))}
            />
          </div>
        ))}
        <div className={css['dropWords']}>
          <ImagePlus aria-hidden="true" />
          <p>
            {references.length === 0 ? 'Drop pictures of your product, a person or a style here, or paste them.' : 'Drop or paste more.'}{' '}
            <Button size="small" onClick={() => field.current?.click()}>
              Choose files…
            </Button>
          </p>
        </div>
        <input
          ref={field}
          type="file"
          accept="image/*"
          multiple
          tabIndex={-1}
          className="visually-hidden"
          aria-label="Reference pictures"
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
      </section>
      {problem === null ? null : <ErrorNotice error={problem} />}
      {error === undefined ? null : (
        <p className={css['error']} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** The thumbnail; a file this window cannot show may still be one the core can read, so it only says so. */
function ReferenceThumb({ reference }: { reference: DraftReference }) {
  const [broken, setBroken] = useState(false);
  return broken ? (
    <span className={css['noPreview']}>No preview: {reference.name}</span>
  ) : (
    <img src={reference.preview} alt={reference.name} draggable={false} onError={() => setBroken(true)} />
  );
}
