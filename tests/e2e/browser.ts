/** The system's Chromium, driven by playwright-core; never a download. */
import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = [
  process.env['HEROFRAME_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium, or null when this computer has none. */
export function findBrowser(): string | null {
  for (const candidate of CANDIDATES) {
    if (candidate === undefined) continue;
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // The next one may be there.
    }
  }
  return null;
}

/** Flags that keep it from calling home; without them a closed network makes it slow. */
const QUIET = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--autoplay-policy=no-user-gesture-required',
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('There is no Chromium here: install Debian’s “chromium” or set HEROFRAME_CHROMIUM.');
  const asRoot = process.getuid?.() === 0;
  return await chromium.launch({ executablePath, headless: true, args: asRoot ? ['--no-sandbox', ...QUIET] : QUIET });
}
