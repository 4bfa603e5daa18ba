/**
 * A second Heroframe, for tests of what two processes do to one project.
 *
 * `hold <folder>`: opens the project, says "held" and stays.
 * `write <folder>`: opens it and renames it over and over, saying each name once it is committed.
 * `pay <folder>`: opens it and takes paid jobs to `submitting`, saying each once it may be sent.
 * `try <folder>`: tries to open it, says "held" or the error, holds for a moment, and closes.
 */
import { StudioFailure } from '#contract/errors.ts';
import { closeProject, createJob, defaultEnv, moveJob, openProject, renameProject } from '#storage/index.ts';

const [task = '', folder = ''] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

try {
  const project = await openProject(folder, defaultEnv('0.1.0'));
  say('held');
  if (task === 'try') {
    await pause(30);
    say('releasing');
    closeProject(project);
  }
  if (task === 'hold') setInterval(() => undefined, 1000);
  for (let number = 1; number <= (task === 'write' ? 1e6 : 0); number += 1) {
    renameProject(project.db, `Name ${number}`);
    say(`Name ${number}`);
    if (number % 20 === 0) await pause(1);
  }
  for (let number = 1; number <= (task === 'pay' ? 1e6 : 0); number += 1) {
    const clientJobId = `job ${number}`;
    createJob(project.db, {
      clientJobId,
      title: `Job ${number}`,
      kind: 'picture',
      provider: 'fal',
      model: 'flux',
      request: {},
      price: { amount: 0.05, currency: 'USD' },
      paid: true,
      sceneId: null,
      subjectId: null,
      runId: null,
    });
    moveJob(project.db, clientJobId, 'submitting');
    say(clientJobId);
    await pause(1);
  }
} catch (error) {
  if (!(error instanceof StudioFailure)) throw error;
  say(`${error.error.code} ${error.error.message}`);
}
