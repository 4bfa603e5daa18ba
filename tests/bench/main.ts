/** `npm run bench`: figures that may be compared within one run. Times on a shared machine are noisy; look at ratios. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Figure {
  name: string;
  median: number;
  unit: string;
  note?: string;
}

const only = process.argv.slice(2);
const groups: [string, () => Promise<{ bench(scratch: string): Promise<Figure[]> }>][] = [
  ['scoring', () => import('./scoring.ts')],
  ['storage', () => import('./storage.ts')],
  ['durable', () => import('./durable.ts')],
  ['starts', () => import('./starts.ts')],
  ['demo', () => import('./demo.ts')],
  ['throttling', () => import('./throttling.ts')],
];

console.log(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.versions.node}`);
for (const [name, load] of groups) {
  if (only.length > 0 && !only.includes(name)) continue;
  const scratch = await mkdtemp(join(tmpdir(), 'heroframe-bench-'));
  try {
    const module = await load();
    console.log(`\n${name}`);
    for (const figure of await module.bench(scratch)) {
      const value = figure.median >= 100 ? figure.median.toFixed(0) : figure.median.toPrecision(3);
      console.log(`  ${figure.name.padEnd(48)} ${value.padStart(8)} ${figure.unit}${figure.note === undefined ? '' : `  ${figure.note}`}`);
    }
  } finally {
    if (existsSync(scratch)) await rm(scratch, { recursive: true, force: true });
  }
}
