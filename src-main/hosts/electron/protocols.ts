/** Own schemes: the program's pages and the media of projects, with byte ranges so that players can seek. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import type { Studio } from '#studio/studio.ts';
import { answerRange } from '../shared/byte-range.ts';
import { APP_SCHEME, MEDIA_SCHEME, pageFile, parseMediaUrl } from './rules.ts';

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' heroframe-media: data: blob:; media-src 'self' heroframe-media: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

const MIME: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** Must run before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges },
    { scheme: MEDIA_SCHEME, privileges },
  ]);
}

/** Answers both schemes. `pages` is the folder of the built renderer. */
export function handleProtocols(studio: Studio, pages: string): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = pageFile(request.url);
    if (file === null) return new Response('Not here.', { status: 404 });
    try {
      const bytes = await readFile(join(pages, file));
      return new Response(new Uint8Array(bytes), {
        headers: {
          'content-type': MIME[extname(file)] ?? 'application/octet-stream',
          'content-security-policy': CSP,
          'x-content-type-options': 'nosniff',
        },
      });
    } catch {
      return new Response('Not here.', { status: 404 });
    }
  });
  protocol.handle(MEDIA_SCHEME, (request) => mediaAnswer(studio, request));
}

/** Answers one media request; a function of its own so that it can be tested with a real file. */
export async function mediaAnswer(studio: Studio, request: Request): Promise<Response> {
  const asked = parseMediaUrl(request.url);
  if (asked === null) return new Response('Not here.', { status: 404 });
  const found = await studio.media(asked.projectId, asked.sha256, asked.width);
  if (!found.ok) return new Response(found.error.message, { status: 404 });
  const range = answerRange(request.headers.get('range'), found.value.size);
  const headers = { ...range.headers, 'content-type': found.value.mime };
  if (range.status === 416 || found.value.size === 0) return new Response(null, { status: range.status, headers });
  // net.fetch('file://…') would answer 200 and ignore the range, so that players could not seek.
  const stream = Readable.toWeb(createReadStream(found.value.path, { start: range.start, end: range.end }));
  return new Response(stream as ReadableStream, { status: range.status, headers });
}
