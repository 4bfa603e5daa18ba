/** What axe-core has against a page as it stands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const run = `axe.run({ resultTypes: ['violations'] }).then((found) => found.violations.flatMap((violation) =>
  violation.nodes.map((node) => violation.id + ' at ' + node.target.join(' ') + ': ' + (node.any[0]?.message ?? node.failureSummary))))`;

/** One line for each violation: rule, element, reason. Waits for what fades in, because half a colour has no contrast. */
export async function violations(page: Page): Promise<string[]> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every((animation) => animation.playState !== 'running' || animation.effect?.getComputedTiming().iterations === Infinity),
  );
  await page.evaluate(source);
  return await page.evaluate<string[]>(run);
}
