/**
 * A real process on real simulators of paid services, killed again and again at moments nobody chose: in the end every
 * picture is there, and the provider has recorded each of them once.
 */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { replicateDefinition } from '#providers/replicate/definition.ts';
import { cliJson, startCli } from '../fixtures/cli.ts';
import { discard } from '../fixtures/leftovers.ts';
import type { RunningSimulator } from '../simulators/kit/simulator.ts';
import { startReplicate } from '../simulators/replicate.ts';

let folder: string;
let simulator: RunningSimulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heroframe-kill-paid-'));
  simulator = await startReplicate({ jobMilliseconds: 400 });
});
afterEach(async () => {
  await simulator.close();
  await discard(folder);
});

const MODEL = 'replicate:black-forest-labs/flux-1.1-pro';
/** Milliseconds after the first create of each life; spread over sending, waiting, downloading and storing. */
const MOMENTS = [0, 15, 60, 140, 260, 380, 520, 700];

test('kill -9 in the middle of paid work, eight times: every picture once there, once here', async () => {
  const home = join(folder, 'home');
  const dir = join(folder, 'Film.heroframe');
  await mkdir(join(home, 'models'), { recursive: true });
  const quick = replicateDefinition.models
    .filter((model) => `replicate:${model.remoteId}` === MODEL)
    .map(({ provider, remoteId, job }) => ({ provider, remoteId, job: { ...job, pollMs: 60 } }));
  await writeFile(join(home, 'models', 'quick.json'), JSON.stringify(quick));
  const env = simulator.env;
  await cliJson(['create', dir, '--prompt', 'Artisan coffee', '--duration', '9', '--preset', 'fast', '--picture', MODEL], { home, env });

  for (const moment of MOMENTS) {
    const before = simulator.charged.length;
    const running = startCli(['run', dir, '--until', 'frames', '--json'], { home, env });
    const ended = running.finished.then(() => true);
    // The run may be through before there is anything left to kill.
    while (simulator.charged.length === before && !(await Promise.race([ended, sleep(5, false)])));
    await Promise.race([ended, sleep(moment)]);
    running.child.kill('SIGKILL');
    await running.finished;
  }

  interface Report {
    status: string;
    failed: unknown[];
  }
  const last = await cliJson<Report>(['run', dir, '--until', 'frames'], { home, env });
  expect(last.json).toMatchObject({ status: 'done', failed: [] });
  const { json } = await cliJson<{ jobs: { state: string; id: string }[] }>(['jobs', dir], { home, env });
  const states = json.jobs.map((job) => job.state);
  expect(
    states.every((state) => state === 'succeeded'),
    JSON.stringify(states),
  ).toBe(true);
  expect(simulator.charged.length).toBe(json.jobs.length);
  // Each was a request of its own: same words, other seed.
  const bodies = simulator.charged.map((job) => JSON.stringify(job.body));
  expect(new Set(bodies).size).toBe(bodies.length);
});
