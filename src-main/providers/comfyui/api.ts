/** Requests to one ComfyUI server. There is no key; nothing here knows about jobs. */
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { RequestKind } from '../transport/retry.ts';

export interface ComfyApi {
  get(path: string, signal: AbortSignal): Promise<unknown>;
  post(path: string, body: unknown, options: { kind: RequestKind; signal: AbortSignal }): Promise<unknown>;
  upload(form: FormData, signal: AbortSignal): Promise<unknown>;
  download(request: { path: string; file: string; accept: RegExp; signal: AbortSignal }): Promise<void>;
  /** Where events are heard. */
  socketAddress(clientId: string): string;
}

/** Milliseconds. A server that is loading a model answers slowly. */
const DEADLINE = 60_000;
const TRANSFER_DEADLINE = 600_000;
/** Bytes. */
const LARGEST_RESULT = 4 * 2 ** 30;

export function comfyApi(connection: ProviderConnection): ComfyApi {
  const base = (): string => connection.address('server');
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      if (!(cause instanceof ProviderFailure) || cause.error.kind !== 'network_before_send') throw cause;
      const message = `ComfyUI does not answer at ${placeOf(base())}. Start it, or set its address if it runs elsewhere. Nothing was sent.`;
      throw new ProviderFailure({ ...cause.error, message }, { cause });
    }
  };
  return {
    get: async (path, signal) =>
      (
        await explained(
          connection.transport.send({ kind: 'read', method: 'GET', url: base() + path, deadlineMs: DEADLINE, attempts: 3, signal }),
        )
      ).body,
    post: async (path, body, { kind, signal }) =>
      (
        await explained(
          connection.transport.send({
            kind,
            method: 'POST',
            url: base() + path,
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
            deadlineMs: DEADLINE,
            attempts: 3,
            signal,
          }),
        )
      ).body,
    upload: async (form, signal) =>
      (
        await explained(
          connection.transport.send({
            kind: 'read',
            method: 'POST',
            url: `${base()}/upload/image`,
            body: form,
            deadlineMs: TRANSFER_DEADLINE,
            attempts: 3,
            signal,
          }),
        )
      ).body,
    async download({ path, ...request }) {
      await explained(
        connection.transport.download({
          ...request,
          url: base() + path,
          maxBytes: LARGEST_RESULT,
          deadlineMs: TRANSFER_DEADLINE,
          attempts: 4,
        }),
      );
    },
    socketAddress: (clientId) => `${base().replace(/^http/iu, 'ws')}/ws?clientId=${encodeURIComponent(clientId)}`,
  };
}

/** Host and port, without a password that may stand in the address. */
function placeOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return 'the address that is set';
  }
}

/** Something answered, and it is not ComfyUI. */
export const notComfyUi = (): ProviderFailure =>
  new ProviderFailure(
    providerError('provider_failed', 'Something answers at this address, but it does not speak like ComfyUI. Check the address.'),
  );
