import { actionSections, oneLinePerLabel } from '../../actions/registry.ts';
import { writeKeys } from '../../actions/keys.ts';
import { useActionList, useStudio, useUi } from '../../app/studio-context.tsx';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import css from './palette.module.css';

/** Every shortcut that works here and now, straight from the registry. */
export function KeysSheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'keys';
  const actions = oneLinePerLabel(useActionList());
  return (
    <Dialog
      open={open}
      onClose={() => app.ui.actions.closeSheet()}
      title="All keys"
      description="The keys of the screen you are on, and those that work everywhere."
      wide
    >
      <div className={css['keys']}>
        {actionSections.map((section) => {
          const entries = actions.filter((action) => action.section === section && (action.keys?.length ?? 0) > 0);
          return entries.length === 0 ? null : (
            <section key={section} className={css['keysSection']}>
              <h3>{section}</h3>
              <dl>
                {entries.map((action) => (
                  <div key={action.id} className={css['keysRow']}>
                    <dt>{action.label}</dt>
                    <dd>
                      {action.keys?.map((keys) => (
                        <span key={keys}>
                          <Kbd keys={keys} />
                          <span className="visually-hidden">{writeKeys(keys, app.mac)}</span>
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
