import { ContextMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { writeKeys } from '../../actions/keys.ts';
import { performAction, useStudio } from '../../app/studio-context.tsx';
import css from './timeline.module.css';

const MENU_ACTIONS = [
  'timeline.split',
  'timeline.merge',
  'timeline.duplicate',
  'timeline.moveEarlier',
  'timeline.moveLater',
  'timeline.remove',
];

/** One menu for the whole row of scenes; it is about the selected one. `children` is the row. */
export function SceneMenu({ children }: { children: ReactNode }) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={css['menu']} collisionPadding={8}>
          {MENU_ACTIONS.map((actionId) => (
            <SceneMenuItem key={actionId} actionId={actionId} />
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

function SceneMenuItem({ actionId }: { actionId: string }) {
  const app = useStudio();
  const action = app.actions.find(actionId);
  if (action === null) return null;
  const keys = action.keys?.[0];
  return (
    <ContextMenu.Item className={css['menuItem']} disabled={action.when?.(app) === false} onSelect={() => performAction(app, actionId)}>
      {action.label}
      {keys === undefined ? null : <kbd>{writeKeys(keys, app.mac)}</kbd>}
    </ContextMenu.Item>
  );
}
