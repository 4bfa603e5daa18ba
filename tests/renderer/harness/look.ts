/**
 * Takes a screenshot of the harness and runs axe on it.
 * `node tests/renderer/harness/look.ts <port> <out.png> <query> [1600x1000] [script] [dark|light]`
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [port, out, query, size = '1600x1000', script = '', scheme = 'dark'] = process.argv.slice(2);
const [width = 1600, height = 1000] = size.split('x').map(Number);
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-quic',
  ],
});
try {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme === 'light' ? 'light' : 'dark' });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      console.log(`console ${message.type()}: ${message.text().slice(0, 400)}`);
  });
  page.on('pageerror', (error) => console.log(`page error: ${error.message}`));
  await page.goto(`http://127.0.0.1:${port}/?${query}`);
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount);
  await page.waitForTimeout(900);
  if (script !== '') {
    await page.evaluate(script);
    await page.waitForTimeout(600);
  }
  await page.screenshot({ path: out ?? '/tmp/ui/shot.png' });
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const found = await page.evaluate(
    'axe.run({ resultTypes: ["violations"] }).then((r) => r.violations.map((v) => `${v.id} (${v.impact}) ×${v.nodes.length}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " — " + (n.any[0]?.message ?? n.failureSummary)).join(" | ")}`))',
  );
  for (const line of found as string[]) console.log(`axe ${line}`);
} finally {
  await browser.close();
}
