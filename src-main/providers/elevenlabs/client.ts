/** What can be done with a connected ElevenLabs account. */
import { z } from 'zod';
import type { ProviderTest } from '#contract/model/providers.ts';
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import type { ProviderClient, ProviderConnection } from '../provider.ts';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { elevenLabsApi, notElevenLabs } from './api.ts';
import { elevenLabsDefinition } from './definition.ts';
import { elevenLabsSpeech } from './speech.ts';

const subscriptionSchema = z.looseObject({
  tier: z.string().nullish(),
  character_count: z.number(),
  character_limit: z.number(),
  next_character_count_reset_unix: z.number().nullish(),
});
const voicesSchema = z.looseObject({
  voices: z.array(z.looseObject({ voice_id: z.string().min(1), name: z.string(), category: z.string().nullish() })),
});
type Voice = z.infer<typeof voicesSchema>['voices'][number];

export function connect(connection: ProviderConnection): Promise<ProviderClient> {
  const api = elevenLabsApi(connection);

  async function voices(signal: AbortSignal): Promise<Voice[]> {
    const answer = voicesSchema.safeParse(await api.get('/v1/voices', signal));
    if (!answer.success) throw notElevenLabs();
    return answer.data.voices;
  }

  return Promise.resolve({
    async test({ signal }): Promise<ProviderTest> {
      const subscription = subscriptionSchema.safeParse(await api.get('/v1/user/subscription', signal));
      if (!subscription.success) throw notElevenLabs();
      const { tier, character_count: used, character_limit: limit, next_character_count_reset_unix: reset } = subscription.data;
      const left = Math.max(0, limit - used);
      // A key may be allowed to speak and not to list voices.
      const known = await voices(signal).catch((cause: unknown) => {
        if (cause instanceof ProviderFailure && cause.error.kind === 'forbidden') return null;
        throw cause;
      });
      return {
        ok: true,
        message: 'ElevenLabs accepted the key.',
        hint: left === 0 ? 'No characters are left until the allowance is renewed or the plan is changed.' : '',
        facts: [
          ...(tier == null ? [] : [{ label: 'Plan', value: tier }]),
          { label: 'Characters left', value: `${left.toLocaleString('en')} of ${limit.toLocaleString('en')}` },
          ...(reset == null ? [] : [{ label: 'Renewed on', value: new Date(reset * 1000).toISOString().slice(0, 10) }]),
          ...(known === null ? [] : [{ label: 'Voices', value: String(known.length) }]),
        ],
      };
    },
    jobs(descriptor) {
      if (descriptor.kind !== 'speech')
        throw new ProviderFailure(providerError('model_unavailable', `${descriptor.name} is no voice; ElevenLabs makes only speech here.`));
      return elevenLabsSpeech(api, connection, descriptor);
    },
    async installed({ signal }) {
      const own = namedVoices(await voices(signal));
      if (own.size === 0) return [];
      return elevenLabsDefinition.models.flatMap((model) => withVoices(model, own));
    },
  });
}

/** Voices by the name that people see; those of the same name are told apart by their id. The person's own come first. */
function namedVoices(voices: readonly Voice[]): Map<string, string> {
  const own = voices.toSorted((a, b) => Number(a.category === 'premade') - Number(b.category === 'premade'));
  const names = new Map<string, string>();
  for (const { voice_id, name } of own) {
    const plain = name.trim() === '' ? voice_id : name.trim();
    names.set(names.has(plain) ? `${plain} (${voice_id})` : plain, voice_id);
  }
  return names;
}

/** A model with the voices of this account. */
function withVoices(model: ModelDescriptorFile, voices: ReadonlyMap<string, string>): ModelDescriptorFile[] {
  const { roles, job } = model;
  if (roles?.voice === undefined) return [];
  return [
    {
      ...model,
      remoteId: `${model.remoteId}:own-voices`,
      name: `${model.name}, voices of this account`,
      roles: { ...roles, voice: { ...roles.voice, voices: [...voices.keys()] } },
      job: { ...job, options: { ...job?.options, voices: Object.fromEntries(voices) } },
      source: 'List of voices of this account',
    },
  ];
}
