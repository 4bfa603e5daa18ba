/**
 * What each model at the simulated Replicate takes. The first ones are written by hand from the published schemas, so
 * that our descriptions are really checked; the others follow our descriptions.
 */
import { replicateDefinition } from '#providers/replicate/definition.ts';
import type { ModelDescriptorFile } from '#providers/descriptors/schema.ts';

interface FieldRule {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'uri' | 'uris';
  required?: boolean;
  values?: readonly (string | number)[];
  min?: number;
  max?: number;
  default?: string | number | boolean;
  /** Still taken, but no longer in the schema. */
  deprecated?: boolean;
}

export interface SimulatedModel {
  kind: 'picture' | 'clip';
  fields: Record<string, FieldRule>;
  /** Output is a list. */
  list: boolean;
  /** Only to be had by this version. */
  version: string | null;
  /** What the model itself objects to once it runs. */
  objection?: (input: Record<string, unknown>) => string | null;
}

const text: FieldRule = { type: 'string' };
const prompt: FieldRule = { type: 'string', required: true };
const uri: FieldRule = { type: 'uri' };
const flag: FieldRule = { type: 'boolean' };
const seed: FieldRule = { type: 'integer' };
const oneOf = (...values: string[]): FieldRule => ({ type: 'string', values });
const oneNumber = (...values: number[]): FieldRule => ({ type: 'integer', values });
const range = (min: number, max: number): FieldRule => ({ type: 'integer', min, max });
const three = oneOf('16:9', '9:16', '1:1');
const needsStart = (input: Record<string, unknown>): string | null =>
  'end_image' in input && !('start_image' in input) ? 'The input was invalid. end_image requires start_image (E006)' : null;

const byHand: Record<string, Omit<SimulatedModel, 'version' | 'list'>> = {
  'kwaivgi/kling-v2.5-turbo-pro': {
    kind: 'clip',
    // `guidance_scale` is the one field that our description does not know: the model has moved on.
    fields: {
      prompt,
      negative_prompt: text,
      start_image: uri,
      end_image: uri,
      image: { ...uri, deprecated: true },
      aspect_ratio: three,
      duration: oneNumber(5, 10),
      guidance_scale: { type: 'number', min: 0, max: 1, default: 0.5 },
    },
    objection: needsStart,
  },
  'kwaivgi/kling-v3-video': {
    kind: 'clip',
    fields: {
      prompt,
      negative_prompt: text,
      start_image: uri,
      end_image: uri,
      aspect_ratio: three,
      duration: range(3, 15),
      mode: oneOf('standard', 'pro'),
      generate_audio: flag,
    },
    objection: needsStart,
  },
  'wan-video/wan-2.5-i2v': {
    kind: 'clip',
    fields: {
      prompt,
      image: { ...uri, required: true },
      negative_prompt: text,
      seed,
      duration: oneNumber(5, 10),
      resolution: oneOf('480p', '720p', '1080p'),
      enable_prompt_expansion: flag,
    },
  },
  'minimax/hailuo-02': {
    kind: 'clip',
    fields: {
      prompt,
      first_frame_image: uri,
      last_frame_image: uri,
      duration: oneNumber(6, 10),
      resolution: oneOf('512p', '768p', '1080p'),
      prompt_optimizer: flag,
    },
    objection: (input) =>
      input['duration'] === 10 && input['resolution'] !== '768p'
        ? 'The input was invalid. 10 seconds is only available at 768p (E006)'
        : null,
  },
  'google/veo-3.1': {
    kind: 'clip',
    fields: {
      prompt,
      image: uri,
      last_frame: uri,
      reference_images: { type: 'uris', max: 3 },
      negative_prompt: text,
      seed,
      aspect_ratio: oneOf('16:9', '9:16'),
      duration: oneNumber(4, 6, 8),
      resolution: oneOf('720p', '1080p'),
      generate_audio: flag,
    },
  },
  'bytedance/seedance-1-pro': {
    kind: 'clip',
    fields: {
      prompt,
      image: uri,
      last_frame_image: uri,
      seed,
      duration: range(2, 12),
      resolution: oneOf('480p', '720p', '1080p'),
      aspect_ratio: oneOf('16:9', '9:16', '1:1', '4:3', '3:4', '21:9', '9:21'),
      fps: oneNumber(24),
      camera_fixed: flag,
    },
  },
  'black-forest-labs/flux-2-pro': {
    kind: 'picture',
    fields: {
      prompt,
      input_images: { type: 'uris', max: 8 },
      seed,
      safety_tolerance: range(1, 5),
      output_quality: range(0, 100),
      aspect_ratio: oneOf('match_input_image', 'custom', '1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3'),
      resolution: oneOf('match_input_image', '0.5 MP', '1 MP', '2 MP', '4 MP'),
      width: range(256, 2048),
      height: range(256, 2048),
      output_format: oneOf('webp', 'jpg', 'png'),
    },
  },
  'google/nano-banana': {
    kind: 'picture',
    fields: {
      prompt,
      image_input: { type: 'uris' },
      output_format: oneOf('jpg', 'png'),
      aspect_ratio: oneOf('match_input_image', '1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'),
    },
  },
};

const withList = new Set(['black-forest-labs/flux-schnell', 'black-forest-labs/flux-dev', 'stability-ai/sdxl']);

const nameOf = (path: string): { name: string; isList: boolean } => ({
  name: path.replace(/^input\./, '').replace(/\[\]$/, ''),
  isList: path.endsWith('[]'),
});

function byDescription(model: ModelDescriptorFile): Record<string, FieldRule> {
  const fields: Record<string, FieldRule> = {};
  const { prompt: words, negative, seed: number, firstFrame, lastFrame, references } = model.roles ?? {};
  if (words !== undefined) fields[nameOf(words.path).name] = prompt;
  if (typeof negative === 'object') fields[nameOf(negative.path).name] = text;
  if (number !== undefined) fields[nameOf(number.path).name] = seed;
  for (const slot of [firstFrame, lastFrame, references]) {
    if (slot === undefined) continue;
    const { name, isList } = nameOf(slot.path);
    const most = 'max' in slot && typeof slot.max === 'number' ? slot.max : undefined;
    fields[name] = {
      type: isList ? 'uris' : 'uri',
      ...(slot.required === true ? { required: true } : {}),
      ...(isList && most !== undefined ? { max: most } : {}),
    };
  }
  for (const param of model.params ?? []) {
    const isText = param.wireType === 'string' || param.wireType === 'size-star';
    const type = isText ? 'string' : param.wireType === 'boolean' || param.wireType === 'number' ? param.wireType : 'integer';
    const values = param.values?.map((value) =>
      param.wireType === 'size-star' ? String(value).replace('x', '*') : isText ? String(value) : Number(value),
    );
    fields[nameOf(param.path).name] = {
      type,
      ...(values === undefined ? {} : { values }),
      ...(param.min === undefined ? {} : { min: param.min }),
      ...(param.max === undefined ? {} : { max: param.max }),
    };
  }
  for (const path of Object.keys(model.fixed ?? {})) fields[nameOf(path).name] = { type: 'integer', min: 1, max: 4 };
  return fields;
}

export const simulatedModels: ReadonlyMap<string, SimulatedModel> = new Map(
  replicateDefinition.models.map((model) => [
    model.remoteId,
    {
      kind: model.kind === 'clip' ? 'clip' : 'picture',
      fields: byDescription(model),
      ...byHand[model.remoteId],
      list: withList.has(model.remoteId),
      version: typeof model.job?.options?.['version'] === 'string' ? model.job.options['version'] : null,
    } satisfies SimulatedModel,
  ]),
);

interface InvalidField {
  type: string;
  field: string;
  description: string;
}

/** What the API itself refuses before it records anything. */
export function invalidFields(model: SimulatedModel, input: Record<string, unknown>): InvalidField[] {
  const found: InvalidField[] = [];
  const add = (type: string, field: string, description: string): void => void found.push({ type, field: `input.${field}`, description });
  for (const [name, rule] of Object.entries(model.fields))
    if (rule.required === true && !(name in input)) add('required', name, `${name} is required`);
  for (const [name, value] of Object.entries(input)) {
    const rule = model.fields[name];
    if (rule === undefined) {
      add('additional_property_not_allowed', name, `Additional property ${name} is not allowed`);
      continue;
    }
    if (!hasType(rule, value)) add('invalid_type', name, `Invalid type. Expected: ${rule.type}, given: ${typeof value}`);
    else if (rule.values !== undefined && !rule.values.includes(value as string | number))
      add('enum', name, `${name} must be one of the following: ${rule.values.map((each) => JSON.stringify(each)).join(', ')}`);
    else if (typeof value === 'number' && rule.min !== undefined && value < rule.min)
      add('number_gte', name, `Must be greater than or equal to ${rule.min}`);
    else if (typeof value === 'number' && rule.max !== undefined && value > rule.max)
      add('number_lte', name, `Must be less than or equal to ${rule.max}`);
    else if (Array.isArray(value) && rule.max !== undefined && value.length > rule.max)
      add('array_max_items', name, `Array must have at most ${rule.max} items`);
  }
  return found;
}

function hasType(rule: FieldRule, value: unknown): boolean {
  switch (rule.type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'uri':
      return typeof value === 'string' && /^(https?:\/\/|data:)/.test(value);
    case 'uris':
      return Array.isArray(value) && value.every((each) => typeof each === 'string' && /^(https?:\/\/|data:)/.test(each));
  }
}

/** The schema as the service publishes it: enums by reference, everything else in place. */
export function openapiSchema(model: SimulatedModel): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  const schemas: Record<string, unknown> = {};
  for (const [index, [name, rule]] of Object.entries(model.fields).entries()) {
    if (rule.deprecated === true) continue;
    const order = { title: name, 'x-order': index, ...(rule.default === undefined ? {} : { default: rule.default }) };
    if (rule.values !== undefined) {
      schemas[name] = { title: name, description: 'An enumeration.', type: rule.type, enum: rule.values };
      properties[name] = { allOf: [{ $ref: `#/components/schemas/${name}` }], 'x-order': index };
    } else if (rule.type === 'uris')
      properties[name] = {
        ...order,
        type: 'array',
        items: { type: 'string', format: 'uri' },
        ...(rule.max === undefined ? {} : { maxItems: rule.max }),
      };
    else if (rule.type === 'uri') properties[name] = { ...order, type: 'string', format: 'uri' };
    else {
      const limits = { ...(rule.min === undefined ? {} : { minimum: rule.min }), ...(rule.max === undefined ? {} : { maximum: rule.max }) };
      properties[name] = { ...order, type: rule.type, ...limits };
    }
  }
  const required = Object.entries(model.fields).flatMap(([name, rule]) => (rule.required === true ? [name] : []));
  const one = { type: 'string', format: 'uri' };
  schemas['Input'] = { type: 'object', title: 'Input', required, properties };
  schemas['Output'] = model.list ? { type: 'array', items: one, title: 'Output' } : { ...one, title: 'Output' };
  return { openapi: '3.0.2', info: { title: 'Cog', version: '0.1.0' }, components: { schemas } };
}
