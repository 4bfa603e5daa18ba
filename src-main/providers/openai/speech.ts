/** OpenAI's voices: one line of text, its sound in the answer. */
import { z } from 'zod';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { fetchFromInbox, findInInbox, pollInbox, putInInbox } from '../inbox.ts';
import { withOpenAi, type Endpoint } from './session.ts';

/** Milliseconds. A line of a film takes a few seconds. */
const DEADLINE = 120_000;

const bodySchema = z.looseObject({
  input: z.string(),
  voice: z.string(),
  response_format: z.enum(['mp3', 'flac', 'wav']),
});
type Sound = z.infer<typeof bodySchema>['response_format'];
const mimes: Record<Sound, string> = {
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  wav: 'audio/wav',
};

export function openAiSpeech(connection: ProviderConnection, endpoint: Endpoint, descriptor: ModelDescriptor): JobProtocol {
  return {
    async submit({ body, clientJobId, signal }) {
      const asked = bodySchema.parse(body);
      const bytes = await withOpenAi(endpoint, { kind: 'paid-create', deadlineMs: DEADLINE, attempts: 4, signal }, async (client) => {
        const answer = await client.audio.speech.create({ model: descriptor.remoteId, ...asked }, { signal });
        const type = answer.headers.get('content-type') ?? '';
        const sound = new Uint8Array(await answer.arrayBuffer());
        return /json|text|html/iu.test(type) ? new Uint8Array() : sound;
      });
      if (bytes.length < 64)
        throw new ProviderFailure(providerError('network_after_send', 'The provider answered without sound. It may have been charged.'));
      const cost = descriptor.price.find((line) => line.unit === 'character');
      return await putInInbox(connection.inbox, clientJobId, {
        bytes,
        mime: mimes[asked.response_format],
        extension: asked.response_format,
        cost: cost === undefined ? null : { amount: Number((cost.amount * asked.input.length).toFixed(8)), currency: cost.currency },
      });
    },
    poll: (handle) => Promise.resolve(pollInbox(handle)),
    cancel: () => Promise.resolve('too_late'),
    reconcile: async (lost) => (await findInInbox(connection.inbox, lost.clientJobId)) ?? 'unknown',
    fetchOutput: (output, file) => fetchFromInbox(connection.inbox, output, file),
  };
}
