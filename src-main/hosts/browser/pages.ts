/** Where the built renderer lies; in a checkout it is built the first time it is needed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '#contract/errors.ts';
import { findInstall } from '#studio/install-root.ts';

/**
 * Folder of the built pages.
 *
 * A checkout whose `out/` is missing builds them into the cache under `home`, because the source tree may be read-only.
 * @throws StudioFailure `unavailable` when they are neither there nor can be built
 */
export async function findPages(home: string): Promise<string> {
  const { root, version } = findInstall();
  const built = join(root, 'out', 'renderer');
  if (existsSync(join(built, 'index.html'))) return built;
  const cached = join(home, 'cache', `pages-${version}`);
  if (existsSync(join(cached, 'index.html'))) return cached;
  try {
    const { build } = await import('vite');
    const { default: react } = await import('@vitejs/plugin-react');
    await build({
      configFile: false,
      root: join(root, 'src-renderer'),
      logLevel: 'error',
      cacheDir: join(home, 'cache', 'vite'),
      plugins: [react()],
      build: { outDir: cached, emptyOutDir: true },
    });
    return cached;
  } catch (cause) {
    return fail(
      'unavailable',
      'The pages of the studio have not been built, and could not be built now.',
      'Run “npm run build” in the checkout.',
      {
        detail: cause instanceof Error ? cause.message : String(cause),
      },
    );
  }
}
