/**
 * The loopback host: the same operations and events as the Electron app, over HTTP and a WebSocket on
 * 127.0.0.1, for machines without the Electron runtime and for end-to-end tests.
 */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Studio, MediaFile } from '#studio/studio.ts';
import { answerRange } from '../shared/byte-range.ts';
import { cookieName, judge, type GuardVerdict } from './guard.ts';

export interface BrowserHost {
  /** Address with its token; opening it once signs the browser in. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Largest request body: pictures travel as base64 inside JSON. Bytes. */
const MAX_BODY = 110 * 1024 * 1024;

const SECURITY_HEADERS: Record<string, string> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const MIME: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/**
 * Starts the host.
 *
 * @param options.port 0 for any free port
 * @param options.pages folder of the built renderer
 */
export async function startBrowserHost(studio: Studio, options: { port: number; pages: string; token?: string }): Promise<BrowserHost> {
  const token = options.token ?? randomBytes(24).toString('base64url');
  let port = options.port;
  const verdictOf = (request: IncomingMessage): GuardVerdict =>
    judge(
      {
        method: request.method ?? 'GET',
        host: request.headers.host ?? null,
        origin: request.headers.origin ?? null,
        cookie: request.headers.cookie ?? null,
        queryToken: addressOf(request).searchParams.get('token'),
      },
      { token, port },
    );

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = addressOf(request);
    switch (verdictOf(request)) {
      case 'wrong-host':
      case 'wrong-origin':
        return plain(response, 403, 'This address does not belong to Heroframe.');
      case 'no-token':
        return plain(response, 401, 'Open Heroframe with the address that it printed when it started.');
      case 'signed-in':
        url.searchParams.delete('token');
        response.setHeader('set-cookie', `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`);
        response.writeHead(303, { location: url.pathname + url.search });
        response.end();
        return;
      case 'allowed':
    }
    const [first, ...rest] = url.pathname.split('/').filter((part) => part !== '');
    if (first === 'api' && rest[0] === 'call' && request.method === 'POST') return await call(rest[1] ?? '', request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Not here.');
    if (first === 'media') {
      const width = Number(url.searchParams.get('w') ?? Number.NaN);
      const found = await studio.media(rest[0] ?? '', rest[1] ?? '', Number.isFinite(width) ? width : null);
      return found.ok
        ? sendFile(request, response, found.value, 'private, max-age=31536000, immutable')
        : plain(response, 404, found.error.message);
    }
    if (first === 'exports') {
      const found = await studio.exportFile(rest[0] ?? '', rest[1] ?? '');
      if (!found.ok) return plain(response, 404, found.error.message);
      response.setHeader('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(found.value.fileName)}`);
      return sendFile(request, response, found.value, 'no-store');
    }
    return await page(url.pathname, request, response);
  }

  async function call(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request);
    let input: unknown;
    try {
      input = text === null ? null : JSON.parse(text);
    } catch {
      return plain(response, 400, 'The request is not JSON.');
    }
    if (text === null) return plain(response, 413, 'The request is too large.');
    const result = await studio.dispatch(name, input, { caller: 'renderer' });
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(result));
  }

  async function page(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = normalize(decodeURIComponent(pathname === '/' ? '/index.html' : pathname));
    const path = join(options.pages, asked);
    const facts = path.startsWith(options.pages + sep) ? await stat(path).catch(() => null) : null;
    if (facts === null || !facts.isFile()) return plain(response, 404, 'There is nothing here.');
    // Built files carry a hash in their name; the page itself must always be fresh.
    const cache = asked.endsWith('.html') ? 'no-store' : 'private, max-age=31536000, immutable';
    return sendFile(request, response, { path, mime: MIME[extname(path)] ?? 'application/octet-stream', size: facts.size }, cache);
  }

  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (addressOf(request).pathname !== '/api/events' || request.headers.origin === undefined || verdictOf(request) !== 'allowed') {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
      const stop = studio.subscribe((event) => client.send(JSON.stringify(event)));
      client.on('close', stop);
      client.on('error', stop);
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound !== null && typeof bound === 'object') port = bound.port;
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    port,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function addressOf(request: IncomingMessage): URL {
  return new URL(request.url ?? '/', 'http://loopback');
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: MediaFile, cache: string): void {
  const range = answerRange(request.headers.range ?? null, file.size);
  response.writeHead(range.status, { ...range.headers, 'content-type': file.mime, 'cache-control': cache });
  if (range.status === 416 || request.method === 'HEAD' || file.size === 0) {
    response.end();
    return;
  }
  const stream = createReadStream(file.path, { start: range.start, end: range.end });
  stream.on('error', () => response.destroy());
  // A player that seeks drops the connection; the file must be closed with it.
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
