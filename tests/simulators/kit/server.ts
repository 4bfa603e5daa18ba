/**
 * One HTTP server of a simulated provider on 127.0.0.1: routes with a purpose, a log of everything that was asked,
 * and faults on order. Strictness is the routes' business; this room only moves bytes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SimulatorClock } from './clock.ts';
import type { Fault, FaultPlan, Purpose } from './faults.ts';

export interface SimRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  /** Named parts of the route's path. */
  params: Record<string, string>;
  /** The body as JSON; throws a SimRefusal with 400 when it is none. */
  json(): Record<string, unknown>;
  /** Parts of a multipart body in the order in which they came. */
  parts(): FormPart[];
  /** Address of this server, as the caller wrote it. */
  origin: string;
}

export interface FormPart {
  name: string;
  fileName: string | null;
  type: string | null;
  bytes: Buffer;
}

export interface SimAnswer {
  status: number;
  /** One of these. */
  json?: unknown;
  text?: string;
  bytes?: Buffer;
  /** Content type; JSON, plain text or octets when left out. */
  type?: string;
  headers?: Record<string, string>;
}

export interface SimRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'QUERY';
  /** `/v1/tasks/:id`; `*rest` at the end takes everything. */
  path: string;
  purpose: Purpose;
  handle: (request: SimRequest) => SimAnswer | Promise<SimAnswer>;
}

/** Thrown by routes: the answer with which a strict service refuses. */
export class SimRefusal extends Error {
  readonly answer: SimAnswer;
  constructor(answer: SimAnswer) {
    super(`Refused with ${answer.status}.`);
    this.answer = answer;
  }
}

export interface LoggedRequest {
  method: string;
  path: string;
  purpose: Purpose | 'unknown-route';
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  status: number | null;
  fault: Fault['type'] | null;
  /** By the simulator's clock. */
  at: number;
}

export interface SimServer {
  /** `http://127.0.0.1:<port>`. */
  address: string;
  log: LoggedRequest[];
  close(): Promise<void>;
}

export interface ServerOptions {
  routes: SimRoute[];
  clock: SimulatorClock;
  faults: FaultPlan;
  port?: number;
  /** How this service words a 429; the wait is added in the form that the fault asks for. */
  throttled: (seconds: number, inBody: boolean) => { status?: number; json: unknown };
  /** Answer to a path that the service does not have. */
  notFound?: (request: SimRequest) => SimAnswer;
  /** Sockets that want to become something else (WebSocket). */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export async function startServer(options: ServerOptions): Promise<SimServer> {
  const log: LoggedRequest[] = [];
  const sockets = new Set<Socket>();
  let address = '';

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((cause: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end(`The simulator has a fault: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A caller that hangs up in the middle is part of the game.
    socket.on('error', () => undefined);
  });
  if (options.upgrade !== undefined) server.on('upgrade', options.upgrade);

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const found = match(options.routes, incoming.method ?? 'GET', url.pathname);
    const request: SimRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      bytes,
      params: found?.params ?? {},
      origin: `http://${incoming.headers.host ?? '127.0.0.1'}`,
      json: () => parseObject(bytes),
      parts: () => multipart(bytes, incoming.headers['content-type'] ?? ''),
    };
    const entry: LoggedRequest = {
      method: request.method,
      path: url.pathname + url.search,
      purpose: found?.route.purpose ?? 'unknown-route',
      headers: incoming.headers,
      bytes,
      status: null,
      fault: null,
      at: options.clock.now(),
    };
    log.push(entry);
    const fault = found === null ? null : options.faults.take(found.route.purpose);
    entry.fault = fault?.type ?? null;
    const work = async (): Promise<SimAnswer> => {
      try {
        if (found === null)
          return options.notFound?.(request) ?? { status: 404, json: { detail: `No such path: ${request.method} ${url.pathname}` } };
        return await found.route.handle(request);
      } catch (cause) {
        if (cause instanceof SimRefusal) return cause.answer;
        throw cause;
      }
    };
    await deliver(outgoing, entry, fault, work);
  }

  async function deliver(
    outgoing: ServerResponse,
    entry: LoggedRequest,
    fault: Fault | null,
    work: () => Promise<SimAnswer>,
  ): Promise<void> {
    const send = (given: SimAnswer): void => {
      entry.status = given.status;
      const { head, body } = wire(given);
      outgoing.writeHead(given.status, { ...head, 'content-length': String(body.length) });
      outgoing.end(body);
    };
    const page = (status: number): SimAnswer => ({
      status,
      text: `<html><head><title>${status}</title></head><body><h1>${status} gateway trouble</h1></body></html>`,
      type: 'text/html',
    });
    if (fault === null) return send(await work());
    switch (fault.type) {
      case 'reset-before':
        outgoing.socket?.destroy();
        return;
      case 'reset-after':
        await work();
        outgoing.socket?.destroy();
        return;
      case 'slow': {
        const given = await work();
        await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
        return send(given);
      }
      case 'stall': {
        const { head, body } = wire(await work());
        outgoing.writeHead(200, { ...head, 'content-length': String(body.length) });
        outgoing.write(body.subarray(0, Math.floor(body.length / 2)));
        return;
      }
      case 'cut-off': {
        const given = await work();
        const { head, body } = wire(given);
        entry.status = given.status;
        outgoing.writeHead(given.status, { ...head, 'content-length': String(body.length) });
        outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy());
        return;
      }
      case 'half-json': {
        const given = await work();
        const { head, body } = wire(given);
        const half = body.subarray(0, Math.floor(body.length / 2));
        entry.status = given.status;
        outgoing.writeHead(given.status, { ...head, 'content-length': String(half.length) });
        outgoing.end(half);
        return;
      }
      case 'html':
        if (fault.after) await work();
        return send(page(fault.status));
      case 'throttle': {
        const seconds = Math.ceil(fault.milliseconds / 1000);
        const { status, json } = options.throttled(seconds, fault.form === 'body');
        const headers: Record<string, string> =
          fault.form === 'seconds'
            ? { 'retry-after': String(seconds) }
            : fault.form === 'date'
              ? { 'retry-after': new Date(Date.now() + fault.milliseconds).toUTCString() }
              : fault.form === 'milliseconds'
                ? { 'retry-after-ms': String(fault.milliseconds) }
                : {};
        return send({ status: status ?? 429, json, headers });
      }
      case 'answer':
        return send({ status: fault.status, json: fault.body, ...(fault.headers === undefined ? {} : { headers: fault.headers }) });
      case 'file':
        return await sendFile(outgoing, entry, fault.how, work);
      case 'call': {
        const given = await work();
        fault.before();
        return send(given);
      }
    }
  }

  async function sendFile(
    outgoing: ServerResponse,
    entry: LoggedRequest,
    how: Extract<Fault, { type: 'file' }>['how'],
    work: () => Promise<SimAnswer>,
  ): Promise<void> {
    if (how === 'gone-403' || how === 'gone-404') {
      entry.status = how === 'gone-403' ? 403 : 404;
      outgoing.writeHead(entry.status, { 'content-type': 'application/xml' });
      outgoing.end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>');
      return;
    }
    const { head, body } = wire(await work());
    entry.status = 200;
    switch (how) {
      case 'wrong-type':
        outgoing.writeHead(200, { 'content-type': 'text/html' });
        outgoing.end('<html><body>Sign in to continue</body></html>');
        return;
      case 'empty':
        outgoing.writeHead(200, { ...head, 'content-length': '0' });
        outgoing.end();
        return;
      case 'cut-off':
        outgoing.writeHead(200, { ...head, 'content-length': String(body.length) });
        outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.socket?.destroy());
        return;
      case 'endless': {
        outgoing.writeHead(200, { ...head, 'content-length': String(5 * 2 ** 30) });
        const block = Buffer.alloc(1 << 20);
        // Ends when the caller hangs up; bounded all the same.
        for (let sent = 0; sent < 5 * 1024 && !outgoing.destroyed; sent++)
          if (!outgoing.write(block))
            await new Promise<void>((resolve) => {
              outgoing.once('drain', resolve);
              outgoing.once('close', resolve);
            });
        outgoing.end();
      }
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    log,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function wire(given: SimAnswer): { head: Record<string, string>; body: Buffer } {
  const body = given.bytes ?? Buffer.from(given.json === undefined ? (given.text ?? '') : JSON.stringify(given.json));
  const type =
    given.type ?? (given.bytes === undefined ? (given.json === undefined ? 'text/plain' : 'application/json') : 'application/octet-stream');
  return { head: { ...(body.length > 0 || given.status !== 204 ? { 'content-type': type } : {}), ...given.headers }, body };
}

function match(routes: SimRoute[], method: string, path: string): { route: SimRoute; params: Record<string, string> } | null {
  const parts = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const wanted = route.path.split('/');
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      if (part.startsWith('*')) {
        params[part.slice(1)] = parts.slice(index).map(decodeURIComponent).join('/');
        return parts.length > index;
      }
      const given = parts[index];
      if (given === undefined) return false;
      // `:model:predict` is a parameter with a fixed end, as Google writes its methods.
      const named = /^:(\w+)(.*)$/.exec(part);
      if (named === null) return part === given;
      const end = named[2] ?? '';
      const value = decodeURIComponent(given);
      if (!value.endsWith(end) || value.length === end.length) return false;
      params[named[1] ?? ''] = value.slice(0, value.length - end.length);
      return true;
    });
    if (fits && (wanted.at(-1)?.startsWith('*') === true || wanted.length === parts.length)) return { route, params };
  }
  return null;
}

function parseObject(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Answered below.
  }
  throw new SimRefusal({ status: 400, json: { detail: 'The body is not a JSON object.' } });
}

function multipart(bytes: Buffer, type: string): FormPart[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary === undefined) throw new SimRefusal({ status: 400, json: { detail: 'Expected multipart/form-data.' } });
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  let from = bytes.indexOf(mark);
  while (from >= 0) {
    const next = bytes.indexOf(mark, from + mark.length);
    if (next < 0) break;
    const piece = bytes.subarray(from + mark.length + 2, next - 2);
    const end = piece.indexOf('\r\n\r\n');
    const head = piece.subarray(0, end).toString('utf8');
    parts.push({
      name: /name="([^"]*)"/i.exec(head)?.[1] ?? '',
      fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
      type: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? null,
      bytes: piece.subarray(end + 4),
    });
    from = next;
  }
  return parts;
}
