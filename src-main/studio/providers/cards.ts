/** Providers and models as people see them. */
import type { ModelCard, ProviderCard } from '#contract/model/providers.ts';
import { lengthsInWords } from '#providers/descriptors/fitting.ts';
import { priceInWords } from '#providers/descriptors/price.ts';
import { modelIdOf } from '#providers/descriptors/schema.ts';
import type { CatalogueModel } from '#providers/descriptors/catalogue.ts';
import type { ProviderDefinition } from '#providers/provider.ts';
import type { ProviderDesk } from './desk.ts';

export function providerCard(desk: ProviderDesk, definition: ProviderDefinition): ProviderCard {
  const { id } = definition;
  const notReady = desk.notReady(id);
  const lane = desk.lane(id);
  return {
    id,
    label: definition.label,
    where: definition.where,
    makes: [...definition.makes],
    keys: definition.keys.map((key) => ({ ...key, from: desk.keyOrigin(id, key.id) })),
    addresses: definition.addresses.map((slot) => {
      const { value, from } = desk.address(id, slot.id);
      return { ...slot, value, from };
    }),
    limits: lane.limits(),
    paused: lane.paused(),
    ready: notReady === '',
    notReady,
    models: desk.catalogue().models.filter((model) => model.provider === id).length,
    account: definition.account,
  };
}

export function modelCard(desk: ProviderDesk, model: CatalogueModel): ModelCard {
  const definition = desk.definition(model.provider);
  const notReady = desk.notReady(model.provider);
  const lengths = model.params.find((param) => param.from === 'seconds');
  return {
    id: modelIdOf(model),
    provider: model.provider,
    providerLabel: definition.label,
    name: model.name,
    kind: model.kind,
    free: definition.where === 'local',
    price: priceInWords(model, definition.where),
    priceVerifiedAt: model.price.length === 0 ? null : model.verifiedAt,
    takes: {
      negative: typeof model.roles?.negative === 'object',
      seed: model.roles?.seed !== undefined,
      startFrame: model.roles?.firstFrame !== undefined,
      endFrame: model.roles?.lastFrame !== undefined,
      references: model.roles?.references?.max ?? 0,
    },
    lengths: model.kind === 'clip' && lengths !== undefined ? lengthsInWords(lengths) : '',
    ready: notReady === '',
    notReady,
    origin: model.origin,
    source: [model.source, model.note ?? ''].filter((part) => part !== '').join(' · '),
  };
}
