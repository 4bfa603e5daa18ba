/** Lines spoken by ElevenLabs: the sound and the times of its words come in one answer. */
import { z } from 'zod';
import type { ModelDescriptor } from '../descriptors/schema.ts';
import { fetchFromInbox, findInInbox, pollInbox, putInInbox } from '../inbox.ts';
import type { JobProtocol, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import type { ElevenLabsApi } from './api.ts';
import { alignmentSchema, spokenWords, type SpokenWord } from './spoken-words.ts';

const bodySchema = z.looseObject({ text: z.string(), model_id: z.string(), voice: z.string().min(1) });
const optionsSchema = z.looseObject({
  /** The service's names of voices, by the names that people see. */
  voices: z.record(z.string(), z.string()).default({}),
  outputFormat: z.string().default('mp3_44100_128'),
});
const answerSchema = z.looseObject({
  audio_base64: z.string().min(1),
  alignment: alignmentSchema.nullish().catch(null),
});

/** What the words of a format mean for a file. */
function fileTypeOf(outputFormat: string): { mime: string; extension: string } {
  if (outputFormat.startsWith('mp3')) return { mime: 'audio/mpeg', extension: 'mp3' };
  if (outputFormat.startsWith('opus')) return { mime: 'audio/ogg', extension: 'opus' };
  if (outputFormat.startsWith('wav')) return { mime: 'audio/wav', extension: 'wav' };
  throw new ProviderFailure(
    providerError(
      'invalid_input',
      `The output format “${outputFormat}” has no file type of its own; use an mp3, opus or wav format. Nothing was sent.`,
    ),
  );
}

/** More would make the job's row large; a line of a film has about twenty. */
const MOST_WORDS = 200;

export function elevenLabsSpeech(
  api: ElevenLabsApi,
  connection: Pick<ProviderConnection, 'inbox'>,
  descriptor: ModelDescriptor,
): JobProtocol {
  const { voices, outputFormat } = optionsSchema.parse(descriptor.job?.options ?? {});
  return {
    async submit({ body, clientJobId, signal }) {
      const { voice, ...asked } = bodySchema.parse(body);
      const type = fileTypeOf(outputFormat);
      const voiceId = Object.hasOwn(voices, voice) ? (voices[voice] ?? voice) : voice;
      const path = `/v1/text-to-speech/${encodeURIComponent(voiceId)}/with-timestamps?output_format=${encodeURIComponent(outputFormat)}`;
      const answer = answerSchema.safeParse(await api.speak(path, asked, signal));
      const bytes = Buffer.from(answer.data?.audio_base64 ?? '', 'base64');
      if (!answer.success || bytes.length < 64)
        throw new ProviderFailure(providerError('network_after_send', 'The provider answered without sound. It may have been charged.'));
      const words: SpokenWord[] = spokenWords(answer.data.alignment ?? null).slice(0, MOST_WORDS);
      const handle = await putInInbox(connection.inbox, clientJobId, { ...type, bytes, cost: null });
      return { ...handle, data: { ...handle.data, words } };
    },
    poll: (handle) => Promise.resolve(pollInbox(handle)),
    // Whoever has a handle has the sound.
    cancel: () => Promise.resolve('too_late'),
    reconcile: async (lost) => (await findInInbox(connection.inbox, lost.clientJobId)) ?? 'unknown',
    fetchOutput: (output, file) => fetchFromInbox(connection.inbox, output, file),
  };
}
