/** The client inside Electron: everything goes through the preload's `window.heroframe`. */
import type { Result } from '#contract/errors.ts';
import type { StudioEvent } from '#contract/events.ts';
import type { OperationInput, OperationName, OperationOutput } from '#contract/operations.ts';
import { unreachable, type StudioClient } from './client.ts';

/** What the preload puts on `window`. The optional members are there when the host offers them. */
export interface HeroframeBridge {
  call: (name: string, input: unknown) => Promise<unknown>;
  onEvent: (listener: (event: unknown) => void) => () => void;
  openFolder?: () => Promise<unknown>;
  revealExport?: (projectId: string, exportId: string) => Promise<unknown>;
  saveExport?: (projectId: string, exportId: string) => Promise<unknown>;
}

declare global {
  interface Window {
    heroframe?: HeroframeBridge;
  }
}

/** True for something that has the shape of a Result; anything else came from a broken host. */
export function isResult(value: unknown): value is Result<never> {
  return typeof value === 'object' && value !== null && 'ok' in value && (value.ok === true ? 'value' in value : 'error' in value);
}

async function answerOf<T>(work: Promise<unknown>): Promise<Result<T>> {
  try {
    const answer = await work;
    return isResult(answer) ? answer : unreachable('The host answered in an unknown form.');
  } catch (error) {
    return unreachable(error instanceof Error ? error.message : String(error));
  }
}

/** Makes a client over the preload's bridge. */
export function createBridgeClient(bridge: HeroframeBridge): StudioClient {
  const { openFolder, revealExport, saveExport } = bridge;
  return {
    host: 'electron',
    call<N extends OperationName>(name: N, input: OperationInput<N>) {
      return answerOf<OperationOutput<N>>(bridge.call(name, input));
    },
    // Main validated the event against the contract before it was sent; the bridge only carries it.
    subscribe: (listener) => bridge.onEvent((event) => listener(event as StudioEvent)),
    mediaUrl: (projectId, sha256, options) =>
      `heroframe-media://${projectId}/${sha256}${options?.width === undefined ? '' : `?w=${Math.round(options.width)}`}`,
    connection: () => 'open',
    onConnection: () => () => {},
    ...(openFolder === undefined ? {} : { openFolder: () => answerOf<{ projectId: string } | null>(openFolder()) }),
    ...(revealExport === undefined
      ? {}
      : { revealExport: (projectId: string, exportId: string) => answerOf<object>(revealExport(projectId, exportId)) }),
    ...(saveExport === undefined
      ? {}
      : { saveExport: (projectId: string, exportId: string) => answerOf<object | null>(saveExport(projectId, exportId)) }),
  };
}
