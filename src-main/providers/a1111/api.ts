/** Requests to one server, with its user name and password where it wants them, and its errors in plain words. */
import { z } from 'zod';
import type { ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';

export interface A1111Api {
  get(path: string, signal: AbortSignal): Promise<unknown>;
  /** One request that works for as long as it is open, never repeated. */
  draw(path: 'txt2img' | 'img2img', body: Record<string, unknown>, signal: AbortSignal): Promise<unknown>;
  /** Stops whatever the server draws. */
  interrupt(signal: AbortSignal): Promise<void>;
}

/** Milliseconds. No answer to one request can be waited for longer than five minutes. */
export const DRAWING_DEADLINE = 290_000;
const DEADLINE = 30_000;

export function a1111Api(connection: ProviderConnection): A1111Api {
  const headers = async (): Promise<Record<string, string>> => {
    const auth = await connection.key('auth');
    return auth === null ? {} : { authorization: `Basic ${Buffer.from(auth, 'utf8').toString('base64')}` };
  };
  const url = (path: string): string => `${connection.address('server')}/sdapi/v1/${path}`;
  const explained = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (cause) {
      throw inPlainWords(cause);
    }
  };
  const post = async (path: string, body: unknown, deadlineMs: number, signal: AbortSignal): Promise<unknown> =>
    (
      await explained(
        connection.transport.send({
          kind: 'paid-create',
          method: 'POST',
          url: url(path),
          headers: { ...(await headers()), 'content-type': 'application/json' },
          body: JSON.stringify(body),
          deadlineMs,
          // Only what was surely not begun is sent again: a server that is behind a gateway may throttle.
          attempts: 4,
          signal,
          // For the larger limit: the picture comes inside the JSON.
          binary: true,
        }),
      )
    ).body;
  return {
    get: async (path, signal) =>
      (
        await explained(
          connection.transport.send({
            kind: 'read',
            method: 'GET',
            url: url(path),
            headers: await headers(),
            deadlineMs: DEADLINE,
            attempts: 2,
            signal,
            binary: true,
          }),
        )
      ).body,
    draw: (path, body, signal) => post(path, body, DRAWING_DEADLINE, signal),
    interrupt: async (signal) => void (await post('interrupt', {}, DEADLINE, signal)),
  };
}

const crashSchema = z.looseObject({ error: z.string(), detail: z.unknown(), errors: z.string().optional() });
const refusalSchema = z.looseObject({ detail: z.string() });

function inPlainWords(cause: unknown): unknown {
  if (!(cause instanceof ProviderFailure)) return cause;
  const { error } = cause;
  const again = (patch: Partial<typeof error>): ProviderFailure => new ProviderFailure({ ...error, ...patch }, { cause });
  if (error.kind === 'network_before_send')
    return again({
      message: 'The web UI does not answer at its address. Start it with --api, or set its address if it runs elsewhere. Nothing was sent.',
    });
  if (error.kind === 'auth')
    return again({ message: 'The web UI wants a user name and a password (it was started with --api-auth). Set them as user:password.' });
  const crash = crashSchema.safeParse(error.raw);
  if (crash.success) {
    const { error: name, errors = '' } = crash.data;
    if (/out of memory|OutOfMemory/iu.test(`${name} ${errors}`))
      return again({
        kind: 'provider_failed',
        message: 'The graphics card ran out of memory. Choose a smaller size or model, or close other programs that use the card.',
        raw: { error: name },
      });
    const said = errors.split('\n')[0]?.slice(0, 200) ?? '';
    // The rest of such an answer names folders of that computer.
    return again({
      kind: 'provider_failed',
      message: `The web UI failed: ${name}${said === '' ? '' : `: ${said}`}.`,
      raw: { error: name },
    });
  }
  const refusal = refusalSchema.safeParse(error.raw);
  if (refusal.success && error.kind === 'model_unavailable') {
    if (refusal.data.detail === 'Not Found')
      return again({ message: 'The web UI answers, but programs may not use it. Start it with --api.' });
    return again({ kind: 'invalid_input', message: `The web UI refused the request: ${refusal.data.detail.slice(0, 200)}.` });
  }
  return cause;
}

/** Something answered, and it is not this web UI. */
export const notWebUi = (): ProviderFailure =>
  new ProviderFailure(
    providerError('provider_failed', 'Something answers at this address, but it does not speak like AUTOMATIC1111. Check the address.'),
  );
