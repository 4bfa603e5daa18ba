/** Built-in descriptions and a person's own files. */
/* oxlint-disable unicorn/no-thenable -- constraints are plain data: their "then" is an object, never a function */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCatalogue, type CatalogueModel } from '#providers/descriptors/catalogue.ts';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { modelDescriptorSchema, modelIdOf, type ModelDescriptorFile } from '#providers/descriptors/schema.ts';
import { clipModel, kling, pictureModel, speechModel, upload } from './descriptors-requests.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'heroframe-models-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const builtInKling: ModelDescriptorFile = {
  provider: 'replicate',
  remoteId: 'kwaivgi/kling',
  name: 'Kling',
  kind: 'clip',
  modes: ['text', 'image'],
  roles: {
    prompt: { path: 'prompt', maxCharacters: 2500 },
    negative: { path: 'negative_prompt' },
    firstFrame: { path: 'start_image', encoding: 'upload', wrap: { old: '$file' } },
  },
  params: [
    { key: 'duration', path: 'duration', from: 'seconds', wireType: 'integer', values: [5, 10], default: 5 },
    { key: 'mode', path: 'mode', wireType: 'string', values: ['standard', 'pro'], default: 'standard' },
  ],
  output: { select: ['output'], mime: 'video/mp4' },
  price: [
    { unit: 'second', amount: 0.1, when: { mode: 'standard' } },
    { unit: 'second', amount: 0.2, when: { mode: 'pro' } },
  ],
};

const providers = (models: ModelDescriptorFile[] = [builtInKling]) => [
  { id: 'replicate', models },
  { id: 'fal', models: [] },
];

async function load(files: Record<string, unknown>, models?: ModelDescriptorFile[]) {
  for (const [name, content] of Object.entries(files))
    await writeFile(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return loadCatalogue({ providers: providers(models), folder });
}

const only = (models: CatalogueModel[]): CatalogueModel => {
  expect(models).toHaveLength(1);
  const [model] = models;
  if (model === undefined) throw new Error('There is no model.');
  return model;
};

const ours = { provider: 'replicate', remoteId: 'kwaivgi/kling' };
const whole = { ...builtInKling, provider: 'fal', remoteId: 'fal-ai/mine', name: 'Mine' };

describe('own files', () => {
  test('there need not be any', async () => {
    const { models, problems } = await loadCatalogue({ providers: providers(), folder: path.join(folder, 'none') });
    expect(only(models)).toMatchObject({ name: 'Kling', origin: 'built-in' });
    expect(problems).toEqual([]);
  });

  test('add models, one or several to a file', async () => {
    const { models, problems } = await load({
      'one.json': whole,
      'list.json': [{ ...whole, remoteId: 'fal-ai/second' }],
      'notes.txt': 'no json',
    });
    expect(problems).toEqual([]);
    expect(models.map((model) => [modelIdOf(model), model.origin])).toEqual([
      ['replicate:kwaivgi/kling', 'built-in'],
      ['fal:fal-ai/second', 'yours'],
      ['fal:fal-ai/mine', 'yours'],
    ]);
  });

  test('change only what they name', async () => {
    const { models, problems } = await load({
      'mine.json': { ...ours, name: 'My Kling', roles: { prompt: { maxCharacters: 800 } }, params: [{ key: 'mode', default: 'pro' }] },
    });
    expect(problems).toEqual([]);
    const model = only(models);
    const standard = modelDescriptorSchema.parse(builtInKling);
    expect(model).toEqual({
      ...standard,
      origin: 'yours',
      name: 'My Kling',
      roles: { ...standard.roles, prompt: { path: 'prompt', maxCharacters: 800 } },
      params: [standard.params[0], { ...standard.params[1], default: 'pro' }],
    });
  });

  test('new parameters follow, null takes away, lists and wraps are replaced', async () => {
    const { models } = await load({
      'mine.json': {
        ...ours,
        modes: ['image'],
        roles: { negative: null, firstFrame: { wrap: { new: '$file' } } },
        params: [{ key: 'cfg', path: 'cfg_scale', wireType: 'number', min: 0, max: 1 }],
      },
    });
    const model = only(models);
    expect(model.modes).toEqual(['image']);
    expect(model.roles).not.toHaveProperty('negative');
    expect(model.roles?.firstFrame?.wrap).toEqual({ new: '$file' });
    expect(model.params.map(({ key }) => key)).toEqual(['duration', 'mode', 'cfg']);
  });

  test.each([
    { name: 'one condition', price: [{ unit: 'second', amount: 0.15, when: { mode: 'pro' } }], amounts: [0.15, 0.1] },
    { name: 'whatever the conditions', price: [{ unit: 'second', amount: 0.3 }], amounts: [0.3, 0.1, 0.2] },
    { name: 'no price any more', price: [], amounts: [] },
  ])('prices: $name', async ({ price, amounts }) => {
    const { models, problems } = await load({ 'mine.json': { ...ours, price } });
    expect(problems).toEqual([]);
    expect(only(models).price.map(({ amount }) => amount)).toEqual(amounts);
  });

  test('leave the built-in description as it was', async () => {
    const before = structuredClone(builtInKling);
    await load({ 'mine.json': { ...ours, roles: { prompt: { maxCharacters: 1 } }, params: [{ key: 'mode', default: 'pro' }] } });
    expect(builtInKling).toEqual(before);
  });

  test('a field called __proto__ changes nothing else', async () => {
    const { models } = await load({
      'mine.json': `{"provider": "replicate", "remoteId": "kwaivgi/kling", "__proto__": {"polluted": true}}`,
    });
    expect(models.map(({ origin }) => origin)).toEqual(['built-in']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('problems', () => {
  test.each([
    { name: 'no JSON', content: '{"provider": ', says: /not valid JSON/u },
    { name: 'no object', content: '[3]', says: /not an object in braces/u },
    { name: 'no names', content: '{"name": "x"}', says: /needs "provider" and "remoteId"/u },
    {
      name: 'unknown provider',
      content: { ...whole, provider: 'nowhere' },
      says: /“nowhere” that is not known here\. Known: replicate, fal\./u,
    },
    {
      name: 'a change of nothing',
      content: { provider: 'fal', remoteId: 'typo', price: [] },
      says: /name is missing.*must be described in full/u,
    },
    {
      name: 'a wrong type',
      content: { ...ours, params: [{ key: 'mode', default: ['pro'] }] },
      says: /params\[1\]\.default is of a kind that is not allowed here/u,
    },
    {
      name: 'a wrong number',
      content: { ...ours, roles: { prompt: { maxCharacters: '800' } } },
      says: /roles\.prompt\.maxCharacters must be a number/u,
    },
    { name: 'a wrong word', content: { ...ours, kind: 'video' }, says: /kind must be one of "text", "picture", "clip", "speech"/u },
    {
      name: 'an unknown field',
      content: { ...ours, roles: { prompt: { pfad: 'x' } } },
      says: /roles\.prompt has “pfad”, which is not known here/u,
    },
    { name: 'a wrong day', content: { ...ours, verifiedAt: 'yesterday' }, says: /verifiedAt must be a day such as 2026-11-20/u },
    {
      name: 'a negative price',
      content: { ...ours, price: [{ unit: 'clip', amount: -1 }] },
      says: /price\[0\]\.amount must be at least 0/u,
    },
    {
      name: 'a bad path',
      content: { ...ours, roles: { prompt: { path: 'a..b' } } },
      says: /roles\.prompt: “a\.\.b” is no place in a body/u,
    },
    {
      name: 'a contradiction',
      content: { ...ours, params: [{ key: 'mode', default: 'ultra' }] },
      says: /contradicts itself: params\[1\] \(mode\)\.default: ultra is not among/u,
    },
    { name: 'too large', content: JSON.stringify(whole) + ' '.repeat(1024 * 1024), says: /larger than 1 MB/u },
    { name: 'empty', content: '', says: /not valid JSON/u },
  ])('$name', async ({ content, says }) => {
    const { models, problems } = await load({ 'bad.json': content, 'good.json': whole });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ file: 'bad.json', message: expect.stringMatching(says) as string });
    expect(problems[0]?.message.length).toBeLessThan(900);
    // Everything else is there, also the built-in model that should have been changed.
    expect(models.map(({ remoteId, origin }) => `${remoteId} ${origin}`)).toEqual(['kwaivgi/kling built-in', 'fal-ai/mine yours']);
  });

  test('the place in a list is named', async () => {
    const { problems } = await load({ 'list.json': [whole, { ...whole, remoteId: 'fal-ai/other', kind: 'film' }] });
    expect(problems[0]?.message).toMatch(/^Model 2 of the list, “fal-ai\/other”, cannot be used: kind must be/u);
  });

  test('a model described twice: the first file counts', async () => {
    const { models, problems } = await load({ 'a.json': { ...whole, name: 'First' }, 'b.json': { ...whole, name: 'Second' } });
    expect(models.map(({ name }) => name)).toEqual(['Kling', 'First']);
    expect(problems).toEqual([
      { file: 'b.json', message: 'The model “fal-ai/mine” is already described in a.json; the first description counts.' },
    ]);
  });

  test('a folder that is called like a file', async () => {
    await mkdir(path.join(folder, 'folder.json'));
    expect((await load({})).problems).toEqual([{ file: 'folder.json', message: 'This is not a file.' }]);
  });

  test('built-in ones are checked too', async () => {
    const broken = { ...builtInKling, remoteId: 'broken', kind: 'film' } as unknown as ModelDescriptorFile;
    const { models, problems } = await load({}, [builtInKling, builtInKling, { ...builtInKling, provider: 'fal' }, broken]);
    expect(only(models).remoteId).toBe('kwaivgi/kling');
    expect(problems.map(({ file }) => file)).toEqual(['replicate/models.json', 'replicate/models.json', 'replicate/models.json']);
  });
});

describe('a description agrees with itself', () => {
  test('those that do', () => {
    for (const model of [kling(), pictureModel(), speechModel()]) expect(checkDescriptor(model)).toEqual([]);
  });

  const param = { key: 'it', path: 'it', wireType: 'string' as const };
  test.each([
    [clipModel({ modes: ['image'] }), 'modes: “image” needs roles.firstFrame'],
    [clipModel({ modes: ['reference'] }), 'modes: “reference” needs roles.references'],
    [clipModel({ roles: { prompt: { path: 'p' }, firstFrame: upload('i', { required: true }) } }), 'roles.firstFrame.required'],
    [clipModel({ output: { mime: 'image/png' } }), 'output.mime'],
    [pictureModel({ output: undefined }), 'output: it is not said'],
    [pictureModel({ roles: undefined }), 'roles: it is not said'],
    [speechModel({ roles: { prompt: { path: 'p' }, firstFrame: upload('i') } }), 'roles.firstFrame: speech takes no pictures'],
    [pictureModel({ roles: { prompt: { path: 'p' }, lastFrame: upload('i', { requires: ['firstFrame'] }) } }), 'roles.lastFrame.requires'],
    [pictureModel({ roles: { prompt: { path: 'p' }, references: { ...upload('i'), max: 2 } } }), 'roles.references.path'],
    [
      pictureModel({ roles: { prompt: { path: 'p' }, firstFrame: upload('i', { wrap: { url: 'x' } }) } }),
      'so the picture would be missing',
    ],
    [pictureModel({ roles: { prompt: { path: 'p' }, firstFrame: upload('i', { wrap: ['$file', 'data:$file'] }) } }), 'stand alone'],
    [pictureModel({ roles: { prompt: { path: 'p' }, seed: { path: 's', min: 5, max: 1 } } }), 'roles.seed'],
    [pictureModel({ roles: { prompt: { path: 'constructor.x' } } }), 'is no place in a body'],
    [pictureModel({ params: [param, { ...param, path: 'other' }] }), 'another parameter with this key'],
    [pictureModel({ params: [{ ...param, path: 'prompt' }] }), 'already filled by roles.prompt'],
    [pictureModel({ fixed: { 'a[0]': 1 }, params: [{ ...param, path: 'a.0' }] }), 'already filled by fixed'],
    [pictureModel({ params: [{ ...param, key: 'seed' }] }), 'the name of a role'],
    [pictureModel({ params: [{ ...param, from: 'seconds' }] }), 'a picture has no seconds'],
    [pictureModel({ params: [{ ...param, values: ['a'], default: 'b' }] }), 'default: b is not among its values (a)'],
    [
      pictureModel({ params: [{ ...param, wireType: 'integer', min: 1, max: 3, default: 5 }] }),
      'default: 5 is above its largest value (3)',
    ],
    [pictureModel({ params: [{ ...param, min: 3, max: 1 }] }), 'min is larger than max'],
    [pictureModel({ params: [{ ...param, values: ['1:1', '16:9'], words: { '1:1': 'square' } }] }), 'there is no word for 16:9'],
    [pictureModel({ params: [{ ...param, values: ['1:1'], words: { '1:1': 'square', '4:5': 'x' } }] }), '4:5 is not among the values'],
    [pictureModel({ params: [{ ...param, from: 'aspect', values: ['wide'] }] }), 'none of them is a shape'],
    [pictureModel({ params: [{ ...param, from: 'size', values: ['wide'] }] }), 'none of them is a size'],
    [clipModel({ params: [{ ...param, from: 'seconds', values: ['short'] }] }), 'none of them is a number'],
    [pictureModel({ params: [{ ...param, wireType: 'integer', values: ['many'] }] }), 'many is not a number'],
    [pictureModel({ params: [{ ...param, wireType: 'boolean', values: ['yes'] }] }), 'yes is not true or false'],
    [pictureModel({ constraints: [{ if: { has: ['seed'] }, then: { refuse: true }, message: 'm' }] }), 'there is no roles.seed'],
    [pictureModel({ constraints: [{ if: { param: 'x' }, then: { refuse: true }, message: 'm' }] }), 'there is no parameter “x”'],
    [pictureModel({ constraints: [{ if: {}, then: {}, message: 'm' }] }), 'it says nothing to do'],
    [pictureModel({ constraints: [{ if: {}, then: { drop: ['x'] }, message: 'm' }] }), 'there is no role or parameter “x”'],
    [kling({ constraints: [{ if: { param: 'duration', in: [7] }, then: { refuse: true }, message: 'm' }] }), 'if.in: 7 is not among'],
    [kling({ constraints: [{ if: {}, then: { set: { mode: 'ultra' } }, message: 'm' }] }), 'then.set.mode: ultra is not among'],
    [kling({ price: [{ unit: 'second', amount: 1, when: { quality: 'x' } }] }), 'price[0].when: there is no parameter “quality”'],
    [kling({ price: [{ unit: 'second', amount: 1, when: { mode: 'x' } }] }), 'price[0].when.mode: x is not among'],
    [kling({ price: [{ unit: 'picture', amount: 1 }] }), 'a clip is not paid by the picture'],
  ])('%#: $1', (model, says) => {
    const found = checkDescriptor(model);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(says);
  });
});
