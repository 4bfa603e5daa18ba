/** What a request costs by a price list, and the list in words. */
import { expect, test } from 'vitest';
import { compile } from '#providers/descriptors/compile.ts';
import { moneyInWords, priceInWords, priceOf } from '#providers/descriptors/price.ts';
import { selectOutputs } from '#providers/descriptors/select.ts';
import { modelDescriptorSchema, type ModelDescriptorFile } from '#providers/descriptors/schema.ts';
import { clipRequest, kling } from './descriptors-requests.ts';

type Line = NonNullable<ModelDescriptorFile['price']>[number];

const listed = (price: Line[]) =>
  modelDescriptorSchema.parse({ provider: 'p', remoteId: 'm', name: 'M', kind: 'picture', modes: ['text'], price });
const basis = { params: {}, seconds: null, width: 1024, height: 1024, characters: 100 };

test.each([
  { name: 'a picture', price: [{ unit: 'picture', amount: 0.04 }] as Line[], more: {}, amount: 0.04 },
  { name: 'seconds', price: [{ unit: 'second', amount: 0.07 }] as Line[], more: { seconds: 5 }, amount: 0.35 },
  { name: 'characters', price: [{ unit: 'character', amount: 0.000015 }] as Line[], more: {}, amount: 0.0015 },
  { name: 'megapixels', price: [{ unit: 'megapixel', amount: 0.1 }] as Line[], more: { width: 2000, height: 1000 }, amount: 0.2 },
  {
    name: 'megapixels that a parameter names',
    price: [{ unit: 'megapixel', amount: 0.015 }] as Line[],
    more: { params: { resolution: '4 MP' } },
    amount: 0.06,
  },
  {
    name: 'units are added',
    price: [
      { unit: 'picture', amount: 0.015 },
      { unit: 'megapixel', amount: 0.015 },
    ] as Line[],
    more: { width: 1000, height: 1000 },
    amount: 0.03,
  },
  {
    name: 'the first line of a unit that fits counts',
    price: [
      { unit: 'second', amount: 0.4, when: { resolution: '1080p', audio: true } },
      { unit: 'second', amount: 0.2, when: { resolution: '1080p' } },
      { unit: 'second', amount: 0.1 },
    ] as Line[],
    more: { seconds: 10, params: { resolution: '1080p', audio: false } },
    amount: 2,
  },
  {
    name: 'numbers and texts of the same value fit',
    price: [{ unit: 'clip', amount: 0.26, when: { duration: 5 } }] as Line[],
    more: { params: { duration: '5s' } },
    amount: 0.26,
  },
  {
    name: 'tokens, when they are known',
    price: [
      { unit: 'input-token', amount: 0.000001 },
      { unit: 'output-token', amount: 0.00001 },
    ] as Line[],
    more: { inputTokens: 1000, outputTokens: 200 },
    amount: 0.003,
  },
])('$name', ({ price, more, amount }) => {
  expect(priceOf(listed(price), { ...basis, ...more }, 'cloud')).toEqual({ amount, currency: 'USD', basis: 'listed' });
});

test.each([
  { name: 'no list', price: [] as Line[] },
  { name: 'no line fits', price: [{ unit: 'clip', amount: 1, when: { duration: 5 } }] as Line[] },
  { name: 'a figure is missing', price: [{ unit: 'second', amount: 1 }] as Line[] },
  {
    name: 'one of two figures is missing',
    price: [
      { unit: 'picture', amount: 1 },
      { unit: 'output-token', amount: 1 },
    ] as Line[],
  },
  {
    name: 'two currencies',
    price: [
      { unit: 'picture', amount: 1 },
      { unit: 'megapixel', amount: 1, currency: 'EUR' },
    ] as Line[],
  },
])('unknown: $name', ({ price }) => {
  expect(priceOf(listed(price), basis, 'cloud')).toEqual({ amount: 0, currency: 'USD', basis: 'unknown' });
});

test('what runs on this computer is free', () => {
  expect(priceOf(listed([{ unit: 'picture', amount: 1 }]), basis, 'local')).toEqual({ amount: 0, currency: 'USD', basis: 'free' });
});

test('sums show no traces of binary fractions', () => {
  expect(priceOf(listed([{ unit: 'second', amount: 0.1 }]), { ...basis, seconds: 3 }, 'cloud').amount).toBe(0.3);
});

test('the price follows the parameters in force', () => {
  const price = (overrides: Record<string, string>) => {
    const { params, measure } = compile(kling(), clipRequest({ seconds: 4 }), overrides);
    return priceOf(kling(), { params, ...measure }, 'cloud').amount;
  };
  expect(price({})).toBe(0.84);
  expect(price({ mode: 'pro' })).toBe(1.12);
});

test.each([
  { words: 'about $0.07 a second', price: [{ unit: 'second', amount: 0.07 }] as Line[] },
  { words: 'about $0.168–0.336 a second', price: [0.168, 0.252, 0.336].map((amount) => ({ unit: 'second', amount })) as Line[] },
  { words: 'about $0.003 a picture', price: [{ unit: 'picture', amount: 0.003 }] as Line[] },
  { words: 'about $0.039 a picture', price: [{ unit: 'picture', amount: 0.039 }] as Line[] },
  { words: 'about $1.20 a clip', price: [{ unit: 'clip', amount: 1.2 }] as Line[] },
  {
    words: 'about $0.015 a picture and $0.015 a megapixel',
    price: [
      { unit: 'picture', amount: 0.015 },
      { unit: 'megapixel', amount: 0.015 },
    ] as Line[],
  },
  { words: 'about $0.015 a thousand characters', price: [{ unit: 'character', amount: 0.000015 }] as Line[] },
  {
    words: 'about $0.40 a million tokens read and $1.60 a million tokens written',
    price: [
      { unit: 'input-token', amount: 0.0000004 },
      { unit: 'output-token', amount: 0.0000016 },
    ] as Line[],
  },
  { words: 'about €0.50 a picture', price: [{ unit: 'picture', amount: 0.5, currency: 'EUR' }] as Line[] },
  { words: 'about 0.50 CHF a picture', price: [{ unit: 'picture', amount: 0.5, currency: 'CHF' }] as Line[] },
  { words: 'free', price: [{ unit: 'picture', amount: 0 }] as Line[] },
  { words: 'price unknown', price: [] as Line[] },
])('$words', ({ words, price }) => {
  expect(priceInWords(listed(price), 'cloud')).toBe(words);
  expect(priceInWords(listed(price), 'local')).toBe('free');
});

test.each([
  [0, 0, '$0.00'],
  [12.5, 12.5, '$12.50'],
  [0.0725, 0.0725, '$0.0725'],
  [0.000015, 0.000015, '$0.000015'],
])('%d to %d', (low, high, words) => {
  expect(moneyInWords(low, high, 'USD')).toBe(words);
});

test.each([
  { name: 'one address', json: { output: 'https://a/1.mp4' }, select: ['output'], refs: ['https://a/1.mp4'] },
  {
    name: 'a list where one was expected',
    json: { output: ['https://a/1', 'https://a/2'] },
    select: ['output'],
    refs: ['https://a/1', 'https://a/2'],
  },
  {
    name: 'a list',
    json: { images: [{ url: 'https://a/1' }, { url: 'https://a/2' }] },
    select: ['images[].url'],
    refs: ['https://a/1', 'https://a/2'],
  },
  { name: 'objects with an address', json: { video: { url: 'https://a/1', file_size: 3 } }, select: ['video'], refs: ['https://a/1'] },
  { name: 'the first selector that is there', json: { b: 'https://b', c: 'https://c' }, select: ['a', 'b', 'c'], refs: ['https://b'] },
  {
    name: 'an empty place does not count',
    json: { a: '', b: null, c: [], d: 'https://d' },
    select: ['a', 'b', 'c', 'd'],
    refs: ['https://d'],
  },
  {
    name: 'deep in a list',
    json: { works: [{ video: { plain: '', marked: 'https://m' } }] },
    select: ['works[].video.plain', 'works[].video.marked'],
    refs: ['https://m'],
  },
  { name: 'nothing', json: null, select: ['output'], refs: [] },
  { name: 'not what it claims', json: { output: 'https://a' }, select: ['output[].url', 'toString', '__proto__'], refs: [] },
])('results: $name', ({ json, select, refs }) => {
  expect(selectOutputs(json, select, 'video/mp4').map(({ ref }) => ref)).toEqual(refs);
});

test('the type is the one that the answer names, when it is of the same kind', () => {
  const of = (content_type: string) => selectOutputs({ image: { url: 'https://a', content_type } }, ['image'], 'image/png')[0]?.mime;
  expect(of('image/webp')).toBe('image/webp');
  expect(of('application/octet-stream')).toBe('image/png');
  expect(selectOutputs({ image: 'data:image/jpeg;base64,AAAA' }, ['image'], 'image/png')[0]?.mime).toBe('image/jpeg');
});
