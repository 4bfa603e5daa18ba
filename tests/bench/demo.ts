/** Wall time of the demo by stage. */
import { join } from 'node:path';
import { cliJson } from '../fixtures/cli.ts';
import type { Figure } from './main.ts';

export async function bench(scratch: string): Promise<Figure[]> {
  const done = await cliJson<{ timings: { stage: string; seconds: number }[]; seconds: number; scenes: unknown[] }>(
    [join(scratch, 'demo')],
    {
      home: join(scratch, 'home'),
      script: 'src-main/hosts/cli/demo.ts',
    },
  );
  return [
    ...done.json.timings.map(({ stage, seconds }) => ({
      name: `demo · ${stage}`,
      median: seconds,
      unit: 's',
      note: `${((100 * seconds) / done.json.seconds).toFixed(0)} % of the whole`,
    })),
    {
      name: `demo · whole (${done.json.scenes.length} scenes, 15 s of film)`,
      median: done.json.seconds,
      unit: 's',
      note: 'aim under 90 on 2 cores',
    },
  ];
}
