import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** Targets are those of Electron 45 (Node 24, Chromium 156). */
export default defineConfig({
  main: {
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
