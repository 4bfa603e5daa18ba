import { WifiOff } from 'lucide-react';
import css from './app.module.css';

/** The core went away; says what still holds. */
export function ConnectionBanner() {
  return (
    <output className={css['banner']}>
      <WifiOff aria-hidden="true" />
      <span>The connection to the studio core is lost. Everything made so far is saved; changes wait until it is back. Trying again…</span>
    </output>
  );
}
