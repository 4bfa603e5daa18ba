/** A workflow and its binding as a model of the studio. */
import type { ModelDescriptorFile } from '../descriptors/schema.ts';
import { pictureSlots, type BindingFile, type BindingSlot } from './workflow.ts';

/**
 * The description of a workflow as a model, ready for a file in the folder of own models.
 *
 * @param name for people
 * @param files where workflow and binding lie: full paths, or `builtin:<name>`
 */
export function descriptorFor(name: string, files: { workflow: string; binding: string }, binding: BindingFile): ModelDescriptorFile {
  const of = (slot: string): BindingSlot | undefined => binding.slots.find((each) => each.slot === slot);
  const picture = (slot: 'startFrame' | 'endFrame' | 'reference') => {
    const place = of(slot);
    return place === undefined
      ? null
      : { path: slot, encoding: 'local-name' as const, ...(place.leaveOut === undefined ? { required: true } : {}) };
  };
  const [start, end, references] = [picture('startFrame'), picture('endFrame'), picture('reference')];
  const referencePlaces = binding.slots.filter(({ slot }) => slot === 'reference').length;
  const needsPicture = [start, references].some((each) => each !== null && 'required' in each);
  const modes = [
    ...(needsPicture ? [] : (['text'] as const)),
    ...(start === null ? [] : (['image'] as const)),
    ...(references === null ? [] : (['reference'] as const)),
  ];
  const filled = { width: 'width', height: 'height', frames: 'frames' } as const;
  const wireTypes = {
    text: 'string',
    choice: 'string',
    integer: 'integer',
    number: 'number',
    boolean: 'boolean',
    picture: 'string',
  } as const;
  const isRole = (slot: string): boolean => ['prompt', 'negative', 'seed', ...pictureSlots].includes(slot);
  // One parameter per slot, however many places it goes to.
  const params = [...new Set(binding.slots.map(({ slot }) => slot))]
    .filter((slot) => !isRole(slot))
    .flatMap((slot) => {
      const place = of(slot);
      if (place === undefined) return [];
      const { min, max, step, default: value } = place;
      const from = Object.hasOwn(filled, slot) ? filled[slot as keyof typeof filled] : undefined;
      return [
        {
          key: slot,
          path: slot,
          ...(from === undefined ? {} : { from }),
          wireType: wireTypes[place.type],
          ...(min === undefined ? {} : { min }),
          ...(max === undefined ? {} : { max }),
          ...(step === undefined ? {} : { step }),
          // What the request fills needs no default; the saved one need not even lie on the grid.
          ...(value === undefined || from !== undefined ? {} : { default: value }),
        },
      ];
    });
  return {
    provider: 'comfyui',
    remoteId: remoteIdOf(name),
    name,
    kind: binding.kind,
    modes: modes.length === 0 ? ['text'] : modes,
    roles: {
      prompt: { path: 'prompt' },
      ...(of('negative') === undefined ? {} : { negative: { path: 'negative' } }),
      ...(of('seed') === undefined ? {} : { seed: { path: 'seed', min: 0, max: 4_294_967_295 } }),
      ...(start === null ? {} : { firstFrame: start }),
      ...(end === null ? {} : { lastFrame: end }),
      ...(references === null ? {} : { references: { ...references, path: 'reference[]', max: Math.max(1, referencePlaces) } }),
    },
    params,
    output: { select: [], mime: binding.kind === 'clip' ? 'video/mp4' : 'image/png' },
    job: { pollMs: 1000, cancel: 'any', options: { ...files } },
    source: 'Own workflow',
  };
}

const remoteIdOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '') || 'workflow';
