import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import { Button } from '../ui/button.tsx';
import { TechnicalDetail } from '../ui/notices.tsx';
import { beginStudio } from './boot.ts';
import { useStudio } from './studio-context.tsx';
import css from './app.module.css';

/** The core could not start: what happened, what to do, and a way to try again. */
export function FatalScreen({ error }: { error: StudioError }) {
  const app = useStudio();
  const [trying, setTrying] = useState(false);
  return (
    <main className={css['fatal']}>
      <div className={css['fatalCard']} role="alert">
        <Clapperboard aria-hidden="true" />
        <h1>Heroframe could not start</h1>
        <p>{error.message}</p>
        <p className={css['fatalHint']}>{error.hint}</p>
        <p className={css['fatalHint']}>Your films are folders on this computer and have not been touched.</p>
        {error.detail === undefined ? null : <TechnicalDetail detail={error.detail} />}
        <Button
          variant="primary"
          disabled={trying}
          onClick={() => {
            setTrying(true);
            void beginStudio(app, window).finally(() => setTrying(false));
          }}
        >
          {trying ? 'Trying…' : 'Try again'}
        </Button>
      </div>
    </main>
  );
}
