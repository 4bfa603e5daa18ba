import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { basename, dirname, posix, resolve } from 'node:path';
import type { Plugin } from 'vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/**
 * Bundles `new Worker(new URL('./x.ts', import.meta.url))` in the main build: the worker becomes a file of its own and
 * the address points at it. Vite does this for browsers only; the sources keep the form that plain Node runs too.
 */
function workerFiles(): Plugin {
  const source = /new Worker\(new URL\(['"](\.[^'"]+\.ts)['"], import\.meta\.url\)/g;
  const placeholder = /__worker__(workers\/[\w-]+\.js)__/g;
  return {
    name: 'heroframe-worker-files',
    async transform(code, id) {
      let text = code;
      for (const [whole, file] of code.matchAll(source)) {
        const worker = await this.resolve(file ?? '', id);
        if (worker === null) throw new Error(`The worker ${file} of ${id} does not exist.`);
        const fileName = `workers/${basename(dirname(worker.id))}-${basename(worker.id, '.ts')}.js`;
        this.emitFile({ type: 'chunk', id: worker.id, fileName });
        text = text.replace(whole, `new Worker(new URL('__worker__${fileName}__', import.meta.url)`);
      }
      return text === code ? null : { code: text, map: null };
    },
    // Only now is it known how deep the asking file lies.
    renderChunk(code, chunk) {
      const text = code.replaceAll(placeholder, (_whole, file: string) =>
        posix.relative(posix.dirname(chunk.fileName), file).replace(/^(?!\.)/, './'),
      );
      return text === code ? null : { code: text, map: null };
    },
  };
}

/** Targets are those of Electron 45 (Node 24, Chromium 156). */
export default defineConfig({
  main: {
    plugins: [workerFiles()],
    build: {
      target: 'node24',
      outDir: at('out/main'),
      rolldownOptions: { input: { electron: at('src-main/hosts/electron/main.ts'), cli: at('src-main/hosts/cli/main.ts') } },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload can require almost nothing and cannot be an ES module.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src-preload/index.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    plugins: [react()],
    build: {
      target: 'chrome148',
      outDir: at('out/renderer'),
      emptyOutDir: true,
      rolldownOptions: { input: { index: at('src-renderer/index.html') } },
    },
  },
});
