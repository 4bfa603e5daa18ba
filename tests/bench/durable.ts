/** What one durable step costs, beside the same work without durability. */
import { join } from 'node:path';
import { openEngine } from '#pipeline/durable/engine.ts';
import type { Figure } from './main.ts';

const STEPS = 200;

export async function bench(scratch: string): Promise<Figure[]> {
  const times: number[] = [];
  const engine = await openEngine({
    file: join(scratch, 'runs.sqlite'),
    concurrency: 2,
    resume: true,
    workflows: [
      {
        name: 'steps',
        run: async (_input, { step }) => {
          for (let i = 0; i < STEPS; i++) {
            const began = performance.now();
            await step(`step ${i}`, () => Promise.resolve({ i }));
            times.push(performance.now() - began);
          }
          return null;
        },
      },
      { name: 'parent', run: async (_input, { child }) => await child('leaf', 'leaf', null) },
      { name: 'leaf', run: () => Promise.resolve(null) },
    ],
  });
  const run = await engine.start('steps', null);
  await engine.finished(run.id);
  const hops: number[] = [];
  for (let i = 0; i < 10; i++) {
    const began = performance.now();
    await engine.finished((await engine.start('parent', null)).id);
    hops.push(performance.now() - began);
  }
  await engine.close();
  return [
    {
      name: 'one durable step',
      median: median(times),
      unit: 'ms',
      note: `aim under 5; slowest of ${STEPS}: ${Math.max(...times).toFixed(1)}`,
    },
    { name: 'a run with one chapter, start to end', median: median(hops), unit: 'ms' },
  ];
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
