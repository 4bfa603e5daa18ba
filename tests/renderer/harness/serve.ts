/**
 * Serves the real renderer over the fake studio, for looking at it and for
 * screenshots. `node tests/renderer/harness/serve.ts [port]` prints the address.
 *
 * Address: `/?state=<film|done|frames|story|new|none|running|live|failed|stale|many|tall|settings|variables|money|unknown|paused|making|electron|loading|error|fatal>`
 * opens Home; `&project=<stage>` opens the film at that stage, `&settings=<tab>` the settings. `window.fakeClient` and `window.studioApp` are there to play with.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { createServer, type Plugin, type ViteDevServer } from 'vite';

/** Moving test pictures with a clock in them, made when first asked for. */
function fakeVideos(folder: string): Plugin {
  const ffmpeg = (createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg') as { path: string }).path;
  return {
    name: 'fake-videos',
    configureServer(server) {
      server.middlewares.use('/fake-video', (request, response) => {
        const match = /^\/(\d+)-(\d+)\.mp4/.exec(request.url ?? '');
        if (match === null) {
          response.statusCode = 404;
          response.end();
          return;
        }
        const file = join(folder, `${match[1]}-${match[2]}.mp4`);
        if (!existsSync(file)) {
          const source = `testsrc2=size=640x360:rate=24:duration=${Number(match[2]) / 10}`;
          spawnSync(ffmpeg, [
            '-v',
            'error',
            '-f',
            'lavfi',
            '-i',
            source,
            '-vf',
            `hue=h=${Number(match[1]) * 50}`,
            '-pix_fmt',
            'yuv420p',
            '-movflags',
            '+faststart',
            '-g',
            '6',
            file,
          ]);
        }
        const bytes = readFileSync(file);
        const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
        response.setHeader('content-type', 'video/mp4');
        response.setHeader('accept-ranges', 'bytes');
        if (range === null) {
          response.end(bytes);
          return;
        }
        const from = Number(range[1]);
        const to = range[2] === '' ? bytes.length - 1 : Math.min(Number(range[2]), bytes.length - 1);
        response.statusCode = 206;
        response.setHeader('content-range', `bytes ${from}-${to}/${bytes.length}`);
        response.end(bytes.subarray(from, to + 1));
      });
    },
  };
}

/** Starts the harness. Close it with `server.close()`. */
export async function serveHarness(port = 0): Promise<{ server: ViteDevServer; address: string }> {
  const scratch = mkdtempSync(join(tmpdir(), 'heroframe-harness-'));
  const server = await createServer({
    configFile: false,
    root: import.meta.dirname,
    cacheDir: join(scratch, 'vite'),
    logLevel: 'warn',
    plugins: [react(), fakeVideos(scratch)],
    server: {
      host: '127.0.0.1',
      port,
      strictPort: port !== 0,
      hmr: false,
      watch: process.argv.includes('--watch') ? {} : null,
      fs: { strict: false },
    },
  });
  await server.listen();
  const found = server.resolvedUrls?.local[0];
  if (found === undefined) throw new Error('The harness has no address.');
  return { server, address: found };
}

if (process.argv[1] === import.meta.filename) {
  const { address } = await serveHarness(Number(process.argv[2] ?? 0));
  console.log(address);
}
