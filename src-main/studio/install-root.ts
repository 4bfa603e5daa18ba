/** Where the program itself lies: a checkout, a packaged app, or a built bundle in `out/`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Install {
  /** Folder that holds package.json, resources/ and models/. Never written to. */
  root: string;
  version: string;
}

/** Walks up from this file to the program's own package.json; sources and bundles lie at different depths. */
export function findInstall(from: string = import.meta.dirname): Install {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const parsed = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
      if (parsed.name === 'heroframe') return { root: folder, version: parsed.version ?? '0.0.0' };
    }
    if (dirname(folder) === folder) throw new Error('The program folder of Heroframe could not be found.');
  }
}
