import { Plus, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef, useState } from 'react';
import type { Reference } from '#contract/model/brief.ts';
import { useFilm, useMediaUrl, useStudio } from '../../app/studio-context.tsx';
import { selectReferences } from '../../stores/film/selectors.ts';
import { IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import menu from '../../ui/menu.module.css';
import { readUpload } from '../brief/uploads.ts';
import css from './rail.module.css';

const roleWords: Record<Reference['role'], string> = { product: 'Product', character: 'Person', style: 'Style' };

/** The film's reference pictures: drop one here, or add one with a role. */
export function ReferenceLibrary() {
  const app = useStudio();
  const references = useFilm(selectReferences);
  const mediaUrl = useMediaUrl();
  const field = useRef<HTMLInputElement>(null);
  const [role, setRole] = useState<Reference['role']>('product');
  const [over, setOver] = useState(false);

  const add = async (files: readonly File[], as: Reference['role']) => {
    const { projectId } = app.film.get();
    if (projectId === null) return;
    for (const file of files) {
      const upload = await readUpload(file);
      if (upload.ok)
        await app.change(
          'references.add',
          { projectId, upload: upload.value, role: as },
          { done: `${file.name} added as ${roleWords[as].toLowerCase()}` },
        );
      else app.ui.actions.showError(upload.error);
    }
  };

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop files; the file field and its button do the same by keyboard
    <section
      aria-label="References"
      className={css['shelf']}
      data-over={over}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void add([...event.dataTransfer.files], 'product');
      }}
    >
      <h2 className={css['heading']}>
        References
        <DropdownMenu.Root>
          <DropdownMenu.Trigger asChild>
            <IconButton size="small" label="Add a reference picture" side="right" icon={<Plus aria-hidden="true" />} />
          </DropdownMenu.Trigger>
          <DropdownMenu.Portal>
            <DropdownMenu.Content className={menu['menu']} side="right" align="start" sideOffset={4}>
              {(Object.keys(roleWords) as Reference['role'][]).map((as) => (
                <DropdownMenu.Item
                  key={as}
                  className={menu['item']}
                  onSelect={() => {
                    setRole(as);
                    field.current?.click();
                  }}
                >
                  {roleWords[as]}
                </DropdownMenu.Item>
              ))}
            </DropdownMenu.Content>
          </DropdownMenu.Portal>
        </DropdownMenu.Root>
      </h2>
      <input
        ref={field}
        type="file"
        accept="image/*"
        multiple
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Reference pictures"
        onChange={(event) => {
          void add([...(event.target.files ?? [])], role);
          event.target.value = '';
        }}
      />
      {references.length === 0 ? <p className={css['hint']}>Drop a picture of the product, a person or a style.</p> : null}
      <ul>
        {references.map((reference) => (
          <li key={reference.id} className={classNames(css['reference'])}>
            <img className={css['thumb']} src={mediaUrl(reference.asset.sha256, 28)} alt="" draggable={false} />
            <span className={css['referenceText']}>
              <span className={css['referenceName']} title={reference.name}>
                {reference.name}
              </span>
              <span className={css['role']}>{roleWords[reference.role]}</span>
            </span>
            <IconButton
              size="small"
              label={`Remove ${reference.name}`}
              side="right"
              icon={<X aria-hidden="true" />}
              onClick={() => {
                const { projectId } = app.film.get();
                if (projectId !== null) {
                  void app.change(
                    'references.remove',
                    { projectId, referenceId: reference.id },
                    { done: `${reference.name} removed`, undoable: true },
                  );
                }
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
