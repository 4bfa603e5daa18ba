/** How long a person waits: the command line's answer, and the studio's first screen. */
import { join } from 'node:path';
import { cli, startCli } from '../fixtures/cli.ts';
import { findBrowser, openBrowser } from '../e2e/browser.ts';
import { median } from './durable.ts';
import type { Figure } from './main.ts';

export async function bench(scratch: string): Promise<Figure[]> {
  const home = join(scratch, 'home');
  const project = join(scratch, 'Film.heroframe');
  await cli(['create', project, '--prompt', 'A mug of coffee at dawn', '--preset', 'simple'], { home });
  await cli(['run', project, '--until', 'story'], { home });
  const status: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < 7; i++) {
    status.push(await time(() => cli(['status', project, '--json'], { home })));
    bare.push(await time(() => cli(['--version'], { home })));
  }
  const figures: Figure[] = [
    {
      name: 'command line `status`',
      median: median(status) / 1000,
      unit: 's',
      note: `aim under 0.5; ${(median(status) / median(bare)).toFixed(1)}× of printing the version`,
    },
  ];
  if (findBrowser() === null)
    return [...figures, { name: 'host start to first screen', median: Number.NaN, unit: 's', note: 'no Chromium here' }];
  const browser = await openBrowser();
  const screens: number[] = [];
  try {
    for (let i = 0; i < 3; i++) {
      const began = performance.now();
      const host = startCli(['serve', project, '--json'], { home });
      const url = await new Promise<string>((resolve) =>
        host.child.stdout?.on('data', (chunk: Buffer) => resolve((JSON.parse(chunk.toString()) as { url: string }).url)),
      );
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByRole('navigation').first().waitFor();
      screens.push(performance.now() - began);
      await page.close();
      host.child.kill('SIGTERM');
      await host.finished;
    }
  } finally {
    await browser.close();
  }
  return [...figures, { name: 'host start to first screen', median: median(screens) / 1000, unit: 's', note: 'aim under 2' }];
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
