/** Every built-in description follows the schema and agrees with itself. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkDescriptor } from '#providers/descriptors/check.ts';
import { loadCatalogue } from '#providers/descriptors/catalogue.ts';
import { compile } from '#providers/descriptors/compile.ts';
import { priceOf } from '#providers/descriptors/price.ts';
import { modelDescriptorSchema, type ModelDescriptor, type ModelDescriptorFile } from '#providers/descriptors/schema.ts';
import type { GenerationRequest } from '#providers/adapter.ts';
import { clipRequest, endFrame, pictureRequest, reference, speechRequest } from './descriptors-requests.ts';

const folder = path.resolve(import.meta.dirname, '../../../src-main/providers');
const providers = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const file = path.join(folder, entry.name, 'models.json');
  try {
    return entry.isDirectory() ? [{ id: entry.name, models: JSON.parse(readFileSync(file, 'utf8')) as ModelDescriptorFile[] }] : [];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Error(`${entry.name}/models.json cannot be read`, { cause: error });
  }
});

test('there are built-in descriptions to check', () => {
  expect(providers.flatMap(({ models }) => models).length).toBeGreaterThan(0);
});

test.each(providers)('$id/models.json', ({ id, models }) => {
  const problems = models.flatMap((model) => {
    const name = `${id}/models.json, ${model.remoteId}`;
    if (model.provider !== id) return [`${name}: provider says “${model.provider}”`];
    const parsed = modelDescriptorSchema.safeParse(model);
    if (!parsed.success) return parsed.error.issues.map((issue) => `${name}: ${issue.path.join('.')}: ${issue.message}`);
    return checkDescriptor(parsed.data).map((problem) => `${name}: ${problem}`);
  });
  const twice = models.map(({ remoteId }) => remoteId).filter((remoteId, index, all) => all.indexOf(remoteId) !== index);
  expect([...problems, ...twice.map((remoteId) => `${id}/models.json, ${remoteId}: described twice`)]).toEqual([]);
});

test('the catalogue of the built-in descriptions has no problems', async () => {
  const catalogue = await loadCatalogue({ providers, folder: path.join(folder, 'there-is-no-such-folder') });
  expect(catalogue.problems).toEqual([]);
  expect(catalogue.models).toHaveLength(providers.flatMap(({ models }) => models).length);
  expect(new Set(catalogue.models.map(({ origin }) => origin))).toEqual(new Set(['built-in']));
});

const aspects = ['16:9', '9:16', '1:1', '4:5'] as const;
const references = [
  reference('style'),
  reference('previous-frame'),
  reference('character'),
  reference('product'),
  reference('start-frame'),
];

/** What the studio asks for, as far as the model can do it. */
function requestsFor(model: ModelDescriptor): GenerationRequest[] {
  switch (model.kind) {
    case 'text':
      return [];
    case 'speech':
      return [speechRequest(), speechRequest({ seconds: 2, language: 'de', voice: 'nobody' })];
    case 'picture':
      return aspects.flatMap((aspect) => [
        pictureRequest({ aspect, references }),
        ...(model.modes.includes('text') ? [pictureRequest({ aspect, negative: '' })] : []),
      ]);
    case 'clip':
      return aspects.flatMap((aspect) =>
        [1, 3, 4.25, 5, 8, 12].flatMap((seconds) => [
          clipRequest({ aspect, seconds, endFrame, negative: 'text, watermark' }),
          ...(model.roles?.lastFrame?.required === true ? [] : [clipRequest({ aspect, seconds })]),
        ]),
      );
  }
}

test.each(providers)('$id: every model makes a body of every request that it can do', ({ models }) => {
  for (const model of models.map((each) => modelDescriptorSchema.parse(each))) {
    for (const request of requestsFor(model)) {
      const result = compile(model, request);
      const named = { model: model.remoteId, ...result };
      expect(named).toMatchObject({ model: model.remoteId, problems: [] });
      expect(JSON.parse(JSON.stringify(result.body)), model.remoteId).toEqual(result.body);
      expect(JSON.stringify(result.bodyInWords), model.remoteId).not.toMatch(/\$(?:file|mime|n|shows)\b/u);
      for (const { reason } of [...result.dropped, ...result.coerced]) expect(reason, model.remoteId).toMatch(/^\p{L}.*\.$/u);
      for (const param of model.params) {
        const value = result.params[param.key];
        if (value === undefined || param.values === undefined) continue;
        expect(param.values, `${model.remoteId}, ${param.key}`).toContain(value);
      }
      // A clip of another length than was wanted is never made without a word.
      if (
        request.kind === 'clip' &&
        Math.abs((result.measure.seconds ?? 0) - request.seconds) > 0.6 &&
        model.params.some(({ from }) => from === 'seconds')
      )
        expect(
          result.coerced.map(({ field }) => field),
          model.remoteId,
        ).toContain('length');
      const price = priceOf(model, { params: result.params, ...result.measure }, 'cloud');
      expect(Number.isFinite(price.amount), model.remoteId).toBe(true);
      expect(price.basis === 'unknown' ? price.amount : 0, model.remoteId).toBe(0);
    }
  }
});
