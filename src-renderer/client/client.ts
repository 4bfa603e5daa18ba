/**
 * The one interface between the studio on screen and the core behind it. There
 * are two of them: the Electron bridge and the browser host's socket. Nothing
 * else in the renderer knows which one is in use.
 */
import { studioError, type Result } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import type { OperationInput, OperationName, OperationOutput } from '#contract/operations.ts';

export type ConnectionState = 'connecting' | 'open' | 'lost';

export interface StudioClient {
  readonly host: 'electron' | 'browser';
  /** Runs an operation. Never rejects: what goes wrong on the way is an error value too. */
  call: <N extends OperationName>(name: N, input: OperationInput<N>) => Promise<Result<OperationOutput<N>>>;
  /** Listens to the core's events; returns how to stop. */
  subscribe: (listener: (event: StudioEvent) => void) => () => void;
  /** Where an asset can be loaded from. `width` in device pixels asks for a smaller copy of a picture. */
  mediaUrl: (projectId: string, sha256: string, options?: { width?: number }) => string;
  connection: () => ConnectionState;
  /** Tells when the connection is lost or back; events may have been missed in between, so callers fetch again. */
  onConnection: (listener: (state: ConnectionState) => void) => () => void;
  /** Opens a project through the host's folder dialog; null when the person closed the dialog. Only hosts that have one. */
  openFolder?: () => Promise<Result<{ projectId: string } | null>>;
  /** Where a finished export can be downloaded from. Only hosts that serve it. */
  exportUrl?: (projectId: string, exportId: string) => string;
  /** Shows a finished export in the system's file manager. Only hosts that can. */
  revealExport?: (projectId: string, exportId: string) => Promise<Result<object>>;
  /** Writes an export where the person chooses in a save dialog; null when it was closed. Only hosts that can. */
  saveExport?: (projectId: string, exportId: string) => Promise<Result<object | null>>;
}

/** What a call becomes when the core cannot be reached at all. */
export function unreachable(detail: string): { ok: false; error: ReturnType<typeof studioError> } {
  return {
    ok: false,
    error: studioError(
      'unavailable',
      'The studio core did not answer. Nothing you made is lost, but what you just asked for was not done.',
      'Try again in a moment. If it keeps happening, close Heroframe and open it again.',
      { retryable: true, detail },
    ),
  };
}

/** Small set of listeners with an unsubscribe for each. */
export function createListeners<T>(): { add: (listener: (value: T) => void) => () => void; emit: (value: T) => void } {
  const listeners = new Set<(value: T) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit(value) {
      for (const listener of listeners) listener(value);
    },
  };
}
