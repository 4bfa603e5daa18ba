/** Our descriptions against the schemas that providers publish. */
import { describe, expect, test } from 'vitest';
import { compareWithLive } from '#providers/descriptors/refresh.ts';
import type { LiveSchema } from '#providers/provider.ts';
import { clipModel, kling, pictureModel, speechModel, upload } from './descriptors-requests.ts';

/** As Replicate has it in `latest_version.openapi_schema.components.schemas`. */
const replicate = (changes: Record<string, unknown> = {}, required = ['prompt']): LiveSchema => ({
  input: {
    type: 'object',
    title: 'Input',
    required,
    properties: {
      mode: { allOf: [{ $ref: '#/components/schemas/mode' }], default: 'standard', description: 'Quality of the video', 'x-order': 4 },
      prompt: { type: 'string', title: 'Prompt', 'x-order': 0, maxLength: 2500 },
      duration: { enum: [5, 10], type: 'integer', title: 'duration', description: 'Duration in seconds', default: 5, 'x-order': 5 },
      end_image: { type: 'string', title: 'End Image', format: 'uri', nullable: true, 'x-order': 3 },
      start_image: { type: 'string', title: 'Start Image', format: 'uri', nullable: true, 'x-order': 2 },
      aspect_ratio: { allOf: [{ $ref: '#/components/schemas/aspect_ratio' }], default: '16:9', 'x-order': 6 },
      negative_prompt: { anyOf: [{ type: 'string' }, { type: 'null' }], title: 'Negative Prompt', default: '', 'x-order': 1 },
      ...changes,
    },
  },
  definitions: {
    mode: { enum: ['standard', 'pro'], type: 'string', title: 'mode' },
    aspect_ratio: { enum: ['16:9', '9:16', '1:1'], type: 'string', title: 'aspect_ratio' },
    longer: { enum: [5, 10, 15], type: 'integer' },
    six: { enum: ['5', '10'], type: 'string' },
  },
});

const without = (live: LiveSchema, name: string): LiveSchema => {
  const properties = { ...(live.input['properties'] as Record<string, unknown>) };
  delete properties[name];
  return { ...live, input: { ...live.input, properties } };
};

test('an up-to-date description has no differences', () => {
  expect(compareWithLive(kling(), replicate())).toEqual([]);
});

test('an unchanged envelope around the input makes no difference', () => {
  const enveloped = kling({
    roles: {
      prompt: { path: 'input.prompt', maxCharacters: 2500 },
      negative: { path: 'input.negative_prompt' },
      firstFrame: upload('input.start_image'),
      lastFrame: upload('input.end_image'),
    },
    params: [
      { key: 'duration', path: 'input.duration', from: 'seconds', wireType: 'integer', values: [5, 10] },
      { key: 'mode', path: 'input.mode', wireType: 'string', values: ['standard', 'pro'], default: 'standard' },
      { key: 'aspect_ratio', path: 'input.aspect_ratio', from: 'aspect', wireType: 'string', values: ['16:9', '9:16', '1:1'] },
    ],
  });
  expect(compareWithLive(enveloped, replicate())).toEqual([]);
});

test('fields that are gone', () => {
  expect(compareWithLive(kling(), without(replicate(), 'end_image'))).toEqual([
    { field: 'end_image', change: 'gone', ours: 'text', theirs: 'nothing' },
  ]);
});

test('fields that are new, in the order of the provider’s form; deprecated ones are not worth a word', () => {
  const live = replicate({
    later: { type: 'number', minimum: 0, maximum: 1, default: 0.5, 'x-order': 9 },
    generate_audio: { type: 'boolean', default: true, 'x-order': 8 },
    image: { type: 'string', description: 'Deprecated: use start_image', 'x-order': 7 },
    old: { type: 'string', deprecated: true },
  });
  expect(compareWithLive(kling(), live)).toEqual([
    { field: 'generate_audio', change: 'new', ours: 'not sent', theirs: 'on or off; true when left out' },
    { field: 'later', change: 'new', ours: 'not sent', theirs: 'number; 0 to 1; 0.5 when left out' },
  ]);
});

test('what is always sent is not new', () => {
  const live = replicate({ safety: { type: 'boolean' } });
  expect(compareWithLive(kling({ fixed: { safety: true } }), live)).toEqual([]);
  expect(compareWithLive(kling({ fixed: { safety: 'yes' } }), live)).toEqual([
    { field: 'safety', change: 'type', ours: 'text', theirs: 'on or off' },
  ]);
});

test.each([
  {
    name: 'values',
    changes: { duration: { allOf: [{ $ref: '#/components/schemas/longer' }], default: 5 } },
    expected: { field: 'duration', change: 'values', ours: '5, 10', theirs: '5, 10, 15' },
  },
  {
    name: 'numbers that became texts',
    changes: { duration: { $ref: '#/components/schemas/six' } },
    expected: { field: 'duration', change: 'type', ours: 'whole number', theirs: 'text' },
  },
  {
    name: 'an enumeration that became a range',
    changes: { duration: { type: 'integer', minimum: 3, maximum: 15 } },
    expected: { field: 'duration', change: 'range', ours: '5, 10', theirs: '3 to 15' },
  },
  {
    name: 'a default',
    changes: { mode: { allOf: [{ $ref: '#/components/schemas/mode' }], default: 'pro' } },
    expected: { field: 'mode', change: 'default', ours: '“standard”', theirs: '“pro”' },
  },
  {
    name: 'the longest prompt',
    changes: { prompt: { type: 'string', maxLength: 1000 } },
    expected: { field: 'prompt', change: 'range', ours: 'at most 2500 characters', theirs: 'at most 1000 characters' },
  },
])('$name', ({ changes, expected }) => {
  expect(compareWithLive(kling(), replicate(changes))).toEqual([expected]);
});

test('the default of what the request fills is nobody’s business', () => {
  expect(compareWithLive(kling(), replicate({ duration: { enum: [5, 10], type: 'integer', default: 10 } }))).toEqual([]);
});

test('pictures that are required now, and new fields that are', () => {
  expect(compareWithLive(kling(), replicate({ licence: { type: 'string' } }, ['prompt', 'start_image', 'licence']))).toEqual([
    { field: 'start_image', change: 'required', ours: 'may be left out', theirs: 'required' },
    { field: 'licence', change: 'required', ours: 'not sent', theirs: 'text' },
  ]);
  const strict = kling({
    modes: ['image'],
    roles: {
      prompt: { path: 'prompt', maxCharacters: 2500 },
      negative: { path: 'negative_prompt' },
      firstFrame: upload('start_image', { required: true }),
      lastFrame: upload('end_image'),
    },
  });
  expect(compareWithLive(strict, replicate())).toEqual([
    { field: 'start_image', change: 'required', ours: 'required', theirs: 'may be left out' },
  ]);
});

describe('fal', () => {
  /** As fal has it in a model's openapi.json. */
  const live: LiveSchema = {
    input: {
      title: 'FluxInput',
      type: 'object',
      required: ['prompt', 'image_urls'],
      'x-fal-order-properties': ['prompt', 'image_size', 'image_urls', 'seed', 'num_images', 'acceleration'],
      properties: {
        acceleration: { enum: ['none', 'regular', 'high'], type: 'string', default: 'none' },
        prompt: { type: 'string', examples: ['A cat'] },
        image_size: {
          anyOf: [{ $ref: '#/components/schemas/ImageSize' }, { enum: ['square_hd', 'landscape_16_9', 'portrait_16_9'], type: 'string' }],
          default: 'square_hd',
        },
        image_urls: { type: 'array', items: { type: 'string' }, maxItems: 4 },
        num_images: { type: 'integer', minimum: 1, maximum: 4, default: 1 },
        seed: { anyOf: [{ type: 'integer', minimum: 0, maximum: 4294967295 }, { type: 'null' }], title: 'Seed' },
      },
    },
    definitions: {
      ImageSize: { type: 'object', properties: { width: { type: 'integer', maximum: 14142 }, height: { type: 'integer' } } },
    },
  };
  const model = (words: Record<string, string>, more: Parameters<typeof pictureModel>[0] = {}) =>
    pictureModel({
      modes: ['reference'],
      roles: {
        prompt: { path: 'prompt' },
        seed: { path: 'seed', max: 4_294_967_295 },
        references: { ...upload('image_urls[]', { required: true }), max: 4 },
      },
      params: [
        { key: 'image_size', path: 'image_size', from: 'aspect', wireType: 'string', words },
        { key: 'acceleration', path: 'acceleration', wireType: 'string', values: ['none', 'regular', 'high'], default: 'none' },
      ],
      fixed: { num_images: 1 },
      ...more,
    });
  const words = { '1:1': 'square_hd', '16:9': 'landscape_16_9', '9:16': 'portrait_16_9' };

  test('up to date', () => {
    expect(compareWithLive(model(words), live)).toEqual([]);
  });

  test('a word that it no longer knows', () => {
    expect(compareWithLive(model({ ...words, '4:3': 'landscape_4_3' }), live)).toEqual([
      {
        field: 'image_size',
        change: 'values',
        ours: '“square_hd”, “landscape_16_9”, “portrait_16_9”, “landscape_4_3”',
        theirs: '“square_hd”, “landscape_16_9”, “portrait_16_9”',
      },
    ]);
  });

  test('words that we have no use for are no news; fixed values must still be allowed', () => {
    expect(compareWithLive(model({ '1:1': 'square_hd' }), live)).toEqual([]);
    expect(compareWithLive(model(words, { fixed: { num_images: 6 } }), live)).toEqual([
      { field: 'num_images', change: 'range', ours: '6', theirs: '1 to 4' },
    ]);
  });

  test('a size as an object goes where words go too', () => {
    const sized = model(words, {
      params: [{ key: 'image_size', path: 'image_size', from: 'size', wireType: 'size-object' }],
      fixed: { num_images: 1, acceleration: 'none' },
    });
    expect(compareWithLive(sized, live)).toEqual([]);
  });

  test('seeds and numbers of references', () => {
    const other = model(words, {
      roles: { prompt: { path: 'prompt' }, seed: { path: 'seed' }, references: { ...upload('image_urls[]', { required: true }), max: 8 } },
    });
    expect(compareWithLive(other, live)).toEqual([
      { field: 'image_urls', change: 'range', ours: 'at most 8', theirs: 'at most 4' },
      { field: 'seed', change: 'range', ours: '0 to 2147483647', theirs: '0 to 4294967295' },
    ]);
  });

  test('one address where a list is wanted', () => {
    const single = model(words, {
      roles: {
        prompt: { path: 'prompt' },
        seed: { path: 'seed', max: 4_294_967_295 },
        references: { ...upload('image_urls', { required: true }), max: 1 },
      },
    });
    expect(compareWithLive(single, live)).toEqual([{ field: 'image_urls', change: 'type', ours: 'text', theirs: 'list' }]);
  });
});

test('places inside groups', () => {
  const luma = clipModel({
    modes: ['text', 'image'],
    roles: { prompt: { path: 'prompt' }, firstFrame: upload('video.start_frame', { wrap: { url: '$file' } }) },
    params: [{ key: 'duration', path: 'video.duration', from: 'seconds', wireType: 'seconds-text', values: [5, 10] }],
  });
  const live = (duration: unknown): LiveSchema => ({
    input: {
      type: 'object',
      required: ['prompt'],
      properties: { prompt: { type: 'string' }, video: { $ref: '#/$defs/Video' }, anything: { type: 'object' } },
    },
    definitions: {
      Video: { type: 'object', properties: { duration, start_frame: { oneOf: [{ $ref: '#/$defs/ImageRef' }, { type: 'null' }] } } },
      ImageRef: { type: 'object', properties: { url: { type: 'string' } } },
    },
  });
  const news = [{ field: 'anything', change: 'new', ours: 'not sent', theirs: 'group of fields' }];
  expect(compareWithLive(luma, live({ type: 'string', enum: ['10s', '5s'] }))).toEqual(news);
  expect(compareWithLive(luma, live({ type: 'string', enum: ['5s', '9s'] }))).toEqual([
    { field: 'video.duration', change: 'values', ours: '“5s”, “10s”', theirs: '“5s”, “9s”' },
    ...news,
  ]);
  expect(compareWithLive(luma, live({ type: 'integer' }))).toEqual([
    { field: 'video.duration', change: 'type', ours: 'text', theirs: 'whole number' },
    ...news,
  ]);
});

test('a range of ours against an enumeration of theirs', () => {
  const model = clipModel({ params: [{ key: 'duration', path: 'duration', from: 'seconds', wireType: 'integer', min: 3, max: 6 }] });
  const live = (values: number[]): LiveSchema => ({
    input: { type: 'object', properties: { prompt: { type: 'string' }, duration: { type: 'integer', enum: values } } },
    definitions: {},
  });
  expect(compareWithLive(model, live([3, 4, 5, 6]))).toEqual([]);
  expect(compareWithLive(model, live([3, 6]))).toEqual([{ field: 'duration', change: 'values', ours: '3, 4, 5, 6', theirs: '3, 6' }]);
});

test('voices', () => {
  const model = speechModel({ roles: { prompt: { path: 'text' }, voice: { path: 'voice', voices: ['a', 'b'] } } });
  const live: LiveSchema = {
    input: { type: 'object', properties: { text: { type: 'string' }, voice: { type: 'string', enum: ['b', 'c'] } } },
    definitions: {},
  };
  expect(compareWithLive(model, live)).toEqual([{ field: 'voice', change: 'values', ours: '“a”, “b”', theirs: '“b”, “c”' }]);
});

test.each([
  { name: 'no schema at all', live: { input: {}, definitions: {} } },
  { name: 'a schema that refers to itself', live: { input: { $ref: '#/a' }, definitions: { a: { allOf: [{ $ref: '#/a' }] } } } },
])('$name says nothing', ({ live }) => {
  expect(compareWithLive(kling(), live)).toEqual([]);
});
