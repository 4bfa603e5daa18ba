import { chooseTheme } from '../../app/boot.ts';
import { useStudio, useUi } from '../../app/studio-context.tsx';
import { selectTheme } from '../../stores/ui/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { ChipChoice } from '../../ui/chip.tsx';
import { DoctorChecks, doctorWords, useDoctor } from '../home/doctor-checks.tsx';
import css from './settings.module.css';

/** What is installed here, and how the studio looks. */
export function ComputerPage() {
  const app = useStudio();
  const theme = useUi(selectTheme);
  const doctor = useDoctor(true);
  return (
    <div className={css['single']}>
      <section className={css['article']} aria-labelledby="computer-checks">
        <header className={css['articleHead']}>
          <h2 id="computer-checks">What is installed</h2>
          <div className={css['headEnd']}>
            <Button onClick={doctor.check} disabled={doctor.checks === null && doctor.error === null}>
              Check again
            </Button>
          </div>
        </header>
        <p className={css['intro']}>{doctorWords(doctor.checks)}</p>
        <DoctorChecks doctor={doctor} />
      </section>
      <section className={css['article']} aria-labelledby="computer-look">
        <header className={css['articleHead']}>
          <h2 id="computer-look">Look</h2>
        </header>
        <ChipChoice
          label="Look of the studio"
          value={theme}
          options={[
            { value: 'system', label: 'As the system' },
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
            { value: 'contrast', label: 'High contrast' },
          ]}
          onChange={(chosen) => chooseTheme(app, chosen)}
        />
      </section>
    </div>
  );
}
