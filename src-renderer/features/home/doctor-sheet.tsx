import { useStudio, useUi } from '../../app/studio-context.tsx';
import { selectSheet } from '../../stores/ui/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { DoctorChecks, doctorWords, useDoctor } from './doctor-checks.tsx';

/** The quick look at this computer; the same is a page of the settings. */
export function DoctorSheet() {
  const app = useStudio();
  const open = useUi(selectSheet) === 'doctor';
  const doctor = useDoctor(open);
  return (
    <Dialog
      open={open}
      onClose={() => app.ui.actions.closeSheet()}
      title="This computer"
      description={doctorWords(doctor.checks)}
      footer={
        <Button onClick={doctor.check} disabled={doctor.checks === null && doctor.error === null}>
          Check again
        </Button>
      }
    >
      <DoctorChecks doctor={doctor} />
    </Dialog>
  );
}
