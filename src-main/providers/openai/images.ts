/** OpenAI's picture models: synchronous, so the picture is in the inbox before the job has a handle. */
import { toFile } from 'openai';
import { z } from 'zod';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { tokenPrice } from '../llm/token-price.ts';
import type { JobProtocol, OutgoingJob, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { fetchFromInbox, findInInbox, pollInbox, putInInbox } from '../inbox.ts';
import { withOpenAi, type Endpoint } from './session.ts';

/** Milliseconds. The best quality at the largest size takes about two minutes. */
const DEADLINE = 290_000;

const bodySchema = z.looseObject({ prompt: z.string(), image: z.array(z.string()).optional() });
const answerSchema = z.looseObject({
  data: z.array(z.looseObject({ b64_json: z.string().min(1) })).min(1),
  output_format: z.string().nullish(),
  usage: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }).nullish(),
});

/** What the bytes are, whatever the answer calls them. */
function formatOf(bytes: Uint8Array): { mime: string; extension: string } | null {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\u0089PNG')) return { mime: 'image/png', extension: 'png' };
  if (head.startsWith('\u00ff\u00d8\u00ff')) return { mime: 'image/jpeg', extension: 'jpg' };
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? { mime: 'image/webp', extension: 'webp' } : null;
}

function fileOf(dataUri: string, index: number): ReturnType<typeof toFile> {
  const found = /^data:([\w/+.-]+);base64,(.*)$/su.exec(dataUri);
  if (found === null)
    throw new ProviderFailure(providerError('invalid_input', 'A reference picture is not inside the request, so nothing was sent.'));
  const mime = found[1] ?? 'image/png';
  const extension = mime.split('/')[1]?.replace('jpeg', 'jpg') ?? 'png';
  return toFile(Buffer.from(found[2] ?? '', 'base64'), `reference-${index + 1}.${extension}`, { type: mime });
}

export function openAiImages(connection: ProviderConnection, endpoint: Endpoint, descriptor: ModelDescriptor): JobProtocol {
  async function ask(job: OutgoingJob): Promise<unknown> {
    const { image, ...body } = bodySchema.parse(job.body);
    const operation = { kind: 'paid-create', deadlineMs: DEADLINE, attempts: 4, signal: job.signal } as const;
    const options = { signal: job.signal };
    if (image === undefined || image.length === 0)
      return await withOpenAi(endpoint, operation, (client) => client.images.generate({ model: descriptor.remoteId, ...body }, options));
    const files = await Promise.all(image.map(fileOf));
    return await withOpenAi(endpoint, operation, (client) =>
      client.images.edit({ model: descriptor.remoteId, ...body, image: files }, options),
    );
  }

  return {
    async submit(job) {
      const answer = answerSchema.safeParse(await ask(job));
      const bytes = Buffer.from(answer.data?.data[0]?.b64_json ?? '', 'base64');
      const format = formatOf(bytes);
      if (!answer.success || format === null)
        throw new ProviderFailure(
          providerError('network_after_send', 'The provider answered without a picture. It may have been charged.'),
        );
      const usage = answer.data.usage ?? null;
      const price =
        usage === null ? null : tokenPrice(descriptor, { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens }, 'cloud');
      return await putInInbox(connection.inbox, job.clientJobId, {
        ...format,
        bytes,
        cost: price?.basis === 'listed' ? { amount: price.amount, currency: price.currency } : null,
      });
    },
    poll: (handle) => Promise.resolve(pollInbox(handle)),
    // Whoever has a handle has the picture.
    cancel: () => Promise.resolve('too_late'),
    reconcile: async (lost) => (await findInInbox(connection.inbox, lost.clientJobId)) ?? 'unknown',
    fetchOutput: (output, file) => fetchFromInbox(connection.inbox, output, file),
  };
}
