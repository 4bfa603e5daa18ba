/**
 * The client in a browser: calls are same-origin POSTs (the session cookie goes
 * with them), events come over one WebSocket that connects again by itself.
 */
import type { Result } from '#contract/errors.ts';
import { studioError } from '#contract/errors.ts';
import { studioEventSchema, type StudioEvent } from '#contract/events.ts';
import type { OperationInput, OperationName, OperationOutput } from '#contract/operations.ts';
import { isResult } from './bridge.ts';
import { createListeners, unreachable, type ConnectionState, type StudioClient } from './client.ts';
import { waitBeforeAttempt } from './reconnect.ts';

/** What the event socket tells; tests call these themselves. */
export interface SocketHandlers {
  opened: () => void;
  heard: (data: unknown) => void;
  closed: () => void;
}

export interface SocketClientOptions {
  fetch: typeof fetch;
  /** Opens the event socket. */
  connect: (handlers: SocketHandlers) => void;
  setTimer: (run: () => void, milliseconds: number) => void;
  random: () => number;
}

/** Reads one event as it came over the wire; null when it is not one of ours. */
export function readEvent(data: unknown): StudioEvent | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = studioEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Makes a client over the browser host. The event socket opens at once and lives as long as the page. */
export function createSocketClient(options: SocketClientOptions): StudioClient {
  const events = createListeners<StudioEvent>();
  const connections = createListeners<ConnectionState>();
  let state: ConnectionState = 'connecting';
  let attempt = 0;

  const become = (next: ConnectionState) => {
    if (state === next) return;
    state = next;
    connections.emit(next);
  };

  const open = () => {
    options.connect({
      opened: () => {
        attempt = 0;
        become('open');
      },
      heard: (data) => {
        const event = readEvent(data);
        if (event !== null) events.emit(event);
      },
      closed: () => {
        become('lost');
        options.setTimer(open, waitBeforeAttempt(attempt, options.random()));
        attempt += 1;
      },
    });
  };
  open();

  return {
    host: 'browser',
    async call<N extends OperationName>(name: N, input: OperationInput<N>): Promise<Result<OperationOutput<N>>> {
      try {
        const response = await options.fetch(`/api/call/${encodeURIComponent(name)}`, {
          method: 'POST',
          credentials: 'same-origin',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
        });
        const answer: unknown = await response.json().catch(() => null);
        if (isResult(answer)) return answer;
        if (response.status === 401 || response.status === 403) {
          return {
            ok: false,
            error: studioError(
              'unauthorised',
              'This window is not signed in to the studio any more. Your work is safe.',
              'Open the address that Heroframe printed when it started.',
              { detail: `${name}: HTTP ${response.status}` },
            ),
          };
        }
        return unreachable(`${name}: HTTP ${response.status}`);
      } catch (error) {
        return unreachable(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    subscribe: events.add,
    mediaUrl: (projectId, sha256, media) =>
      `/media/${encodeURIComponent(projectId)}/${sha256}${media?.width === undefined ? '' : `?w=${Math.round(media.width)}`}`,
    connection: () => state,
    onConnection: connections.add,
    exportUrl: (projectId, exportId) => `/exports/${encodeURIComponent(projectId)}/${encodeURIComponent(exportId)}`,
  };
}

/** The socket client of the page it runs in. */
export function createPageSocketClient(page: Window): StudioClient {
  const scheme = page.location.protocol === 'https:' ? 'wss' : 'ws';
  return createSocketClient({
    fetch: page.fetch.bind(page),
    connect: (handlers) => {
      const socket = new WebSocket(`${scheme}://${page.location.host}/api/events`);
      socket.addEventListener('open', handlers.opened);
      socket.addEventListener('close', handlers.closed);
      socket.addEventListener('message', (message) => handlers.heard(message.data));
    },
    setTimer: (run, milliseconds) => {
      page.setTimeout(run, milliseconds);
    },
    random: Math.random,
  });
}
