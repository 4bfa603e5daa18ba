/** `npm run demo`: the main job on the brief and the product picture that the program ships. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { money, printJson, printLine, progressLine, seconds } from './output.ts';
import { Interrupted, OperationFailed, withSession, type Session } from './session.ts';
import { printError } from './output.ts';
import { runToEnd, reportOf } from './commands/run.ts';

const json = process.argv.includes('--json');
const target = process.argv.slice(2).find((argument) => !argument.startsWith('--'));

/** Wall time of each part, in seconds, for people and for the benchmark. */
type Timings = { stage: string; seconds: number }[];

async function demo(session: Session): Promise<void> {
  const folder = target === undefined ? await mkdtemp(join(tmpdir(), 'heroframe-demo-')) : resolve(target);
  await mkdir(folder, { recursive: true });
  const made = await session.call('host.createSampleAt', { folder: join(folder, 'Morning ritual.heroframe') });
  const timings: Timings = [];
  const began = performance.now();
  for (const until of ['story', 'frames', 'takes', 'film'] as const) {
    const start = performance.now();
    const end = await runToEnd(session, made.projectId, until, { json, bar: progressLine() });
    if (end?.status !== 'done') throw new Error(end?.error ?? `The ${until} could not be finished.`);
    timings.push({ stage: until, seconds: (performance.now() - start) / 1000 });
    if (!json) printLine(`  ${until.padEnd(7)} ${seconds((performance.now() - start) / 1000)}`);
  }
  const view = await session.call('film.get', { projectId: made.projectId });
  const film = await session.call('host.exportTo', { projectId: made.projectId, format: 'mp4', file: join(folder, 'Morning ritual.mp4') });
  const sheet = await session.call('host.contactSheet', { projectId: made.projectId, file: join(folder, 'Morning ritual.png') });
  const total = (performance.now() - began) / 1000;
  if (json) {
    printJson({
      ...(await reportOf(session, made.projectId, view, 'done', 'film')),
      film: film.file,
      contactSheet: sheet.file,
      project: made.folder,
      timings,
      seconds: total,
    });
    return;
  }
  printLine();
  printLine(`${view.name} · ${view.scenes.length} scenes · ${seconds(total)} · ${money(view.ledger.actual, view.ledger.currency)}`);
  for (const scene of view.scenes) printLine(`  ${scene.number}. ${scene.spec.beat}: ${scene.picked?.decision.reason ?? 'no take'}`);
  printLine();
  printLine(`Film           ${film.file}`);
  printLine(`Contact sheet  ${sheet.file}`);
  printLine(`Project        ${made.folder}`);
  printLine(`Open it with   npm run heroframe -s -- serve "${made.folder}" --open`);
}

try {
  await withSession(demo);
} catch (cause) {
  if (cause instanceof OperationFailed) printError(cause.error, json);
  else if (!(cause instanceof Interrupted)) process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = cause instanceof Interrupted ? 130 : 1;
}
setTimeout(() => process.exit(), 2000).unref();
