import { writeKeys } from '../actions/keys.ts';
import { useStudio } from '../app/studio-context.tsx';
import css from './kbd.module.css';

/** A shortcut as a small key cap. Decoration only: the control itself carries `aria-keyshortcuts`. */
export function Kbd({ keys }: { keys: string }) {
  const { mac } = useStudio();
  return (
    <kbd className={css['kbd']} aria-hidden="true">
      {writeKeys(keys, mac)}
    </kbd>
  );
}
