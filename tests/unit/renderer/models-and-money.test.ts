import { expect, test } from 'vitest';
import type { ModelCard, ProviderCard } from '#contract/model/providers.ts';
import { paidLines, totalWords } from '../../../src-renderer/features/brief/estimate-words.ts';
import {
  checkedWords,
  connectedWords,
  groupModels,
  groupProviders,
  modelInForce,
  providerState,
  takesWords,
} from '../../../src-renderer/features/models/model-list.ts';
import { askedFor, changeLines, changesInBrief, negativeInWords } from '../../../src-renderer/features/models/preview-words.ts';
import {
  capEffect,
  capWords,
  countsFor,
  nothingSpent,
  readCap,
  shares,
  underWay,
} from '../../../src-renderer/features/money/money-words.ts';
import { readLimits } from '../../../src-renderer/features/settings/read-limits.ts';
import { formatAsked } from '../../../src-renderer/ui/format.ts';
import { fakeDesk, fakeMoney, fakePreview } from '../../renderer/fake-providers.ts';

const desk = fakeDesk('electron');
const models = desk.models();
const providers = desk.providers();
const model = (id: string): ModelCard => {
  const found = models.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const provider = (id: string): ProviderCard => {
  const found = providers.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

test('models of a kind stand in groups: this computer, then what can be used, then what has to be set up', () => {
  const groups = groupModels(models, { kind: 'clip' });
  expect(groups.map((group) => group.label)).toEqual(['This computer', 'ComfyUI', 'fal', 'Replicate', 'Luma', 'Runway']);
  expect(groups.map((group) => group.ready)).toEqual([true, true, true, true, false, false]);
  expect(groups.at(-1)?.notReady).toContain('RUNWAYML_API_SECRET');
  expect(groups.flatMap((group) => group.models).every((each) => each.kind === 'clip')).toBe(true);
});

test('models are found by provider, by name and by what they take, and can be narrowed to those in reach', () => {
  const names = (search: string) => groupModels(models, { search }).flatMap((group) => group.models.map((each) => each.name));
  expect(names('kling fal')).toEqual(['Kling 2.5 Turbo Pro']);
  expect(names('16 references')).toEqual(['GPT Image 2']);
  expect(names('nothing like this')).toEqual([]);
  const ready = groupModels(models, { readyOnly: true }).flatMap((group) => group.models);
  expect(ready.length).toBeGreaterThan(5);
  expect(ready.every((each) => each.ready)).toBe(true);
});

test('a card says what it takes and how old its price is, and a free one has no price to check', () => {
  expect(takesWords(model('replicate:kwaivgi/kling-v2.6'))).toEqual(['start frame', 'words to avoid', '5 or 10 s']);
  expect(checkedWords(model('fal:fal-ai/flux/schnell'))).toBe('checked 20 Nov 2026');
  expect(checkedWords(model('luma:ray-3.2'))).toBe('');
  expect(checkedWords({ free: true, priceVerifiedAt: '2026-11-20' })).toBe('');
});

test('nothing chosen means this computer; a chosen model that is gone is nobody', () => {
  expect(modelInForce(models, 'clip', null)?.id).toBe('previz:camera');
  expect(modelInForce(models, 'clip', 'previz:camera')?.id).toBe('previz:camera');
  expect(modelInForce(models, 'clip', 'runway:gen4.5')?.name).toBe('Gen-4.5');
  expect(modelInForce(models, 'clip', 'gone:model')).toBeNull();
  expect(modelInForce(models, 'clip', undefined)).toBeNull();
});

test('a provider is ready, paused, without a key, or at a wrong address; a local one is only known by asking', () => {
  expect(providerState(provider('fal'))).toEqual({ tone: 'good', label: 'Ready' });
  expect(providerState(provider('replicate')).label).toBe('Paused');
  expect(providerState(provider('runway')).label).toBe('Needs a key');
  expect(providerState(provider('a1111')).label).toBe('Check address');
  expect(providerState(provider('ollama')).label).toBe('Not tested');
  const answer = { message: '', hint: '', facts: [] };
  expect(providerState(provider('ollama'), { ok: true, ...answer }).tone).toBe('good');
  expect(providerState(provider('ollama'), { ok: false, ...answer }).label).toBe('No answer');
});

test('providers stand as services and as servers, what waits for the person first', () => {
  const [services, servers] = groupProviders(providers);
  expect(services?.providers[0]?.id).toBe('replicate');
  expect(services?.providers.slice(1, 3).map((each) => each.id)).toEqual(['fal', 'openai']);
  expect(servers?.providers.at(-1)?.id).toBe('a1111');
  expect(groupProviders([]).every((group) => group.providers.length === 0)).toBe(true);
});

test('Home counts as connected what has a key, and of local servers only those that are used', () => {
  expect(connectedWords(providers, models)?.words).toBe('fal, OpenAI, ComfyUI, Ollama, Studio box · Replicate paused');
  // Without the models it told of, nothing says that Ollama runs.
  expect(connectedWords(providers, [])?.words).not.toContain('Ollama');
  expect(connectedWords([provider('runway')], models)).toEqual({
    ready: false,
    words: 'None connected; everything runs on this computer',
  });
  expect(connectedWords(null, models)).toBeNull();
});

test('what is left out and what is changed is said in one line, then with reasons', () => {
  const preview = fakePreview(model('replicate:kwaivgi/kling-v2.6'), 'take', 'A mug', 4);
  expect(changesInBrief(preview)).toBe('Not sent: seed, end frame · Changed: length 4 s → 5 s');
  expect(changeLines(preview).map((line) => line.what)).toEqual(['Without seed', 'Without end frame', 'Length changed']);
  expect(changeLines(preview).every((line) => line.reason !== '')).toBe(true);
  expect(changesInBrief(fakePreview(model('previz:camera'), 'take', 'A mug', 4))).toBe('');
  expect(changesInBrief({ dropped: [{ field: 'negative', value: 'text', reason: '' }], coerced: [] })).toBe('Not sent: words to avoid');
  expect(negativeInWords('merged')).toContain('written into the prompt');
  expect(negativeInWords('none')).toBe('');
});

test('an unknown price is never free, however many are ordered', () => {
  expect(formatAsked(askedFor(fakePreview(model('fal:fal-ai/minimax/hailuo-02'), 'take', '', 6), 3))).toBe('price unknown');
  expect(formatAsked(askedFor(fakePreview(model('replicate:kwaivgi/kling-v2.6'), 'take', '', 4), 3))).toBe('about $1.05');
  expect(formatAsked(askedFor(fakePreview(model('previz:camera'), 'take', '', 4), 3))).toBe('free');
});

test('the total of an estimate says "at least" as soon as one price is missing', () => {
  const line = (amount: number, known: boolean, count = 2) => ({
    kind: 'take' as const,
    what: 'Takes',
    count,
    each: amount / 2,
    amount,
    known,
  });
  const total = (...lines: ReturnType<typeof line>[]) =>
    totalWords({ lines, cost: { amount: lines.reduce((sum, each) => sum + each.amount, 0), currency: 'USD' } }, 'about');
  expect(total(line(0, true))).toBe('free');
  expect(total(line(1.2, true))).toBe('about $1.20');
  expect(total(line(1.2, true), line(0, false))).toBe('at least $1.20');
  expect(total(line(0, false))).toBe('price unknown');
  // What is not ordered at all cannot make a price unknown.
  expect(total(line(1.2, true), line(0, false, 0))).toBe('about $1.20');
  expect(paidLines({ lines: [line(0, true), line(0, false)], cost: { amount: 0, currency: 'USD' } })).toEqual([
    { what: 'Takes', price: '2 × price unknown' },
  ]);
});

test('the ledger counts what was billed, else the estimate, and nothing for what was not made', () => {
  const report = fakeMoney(true, { perProject: 5, perDay: null, currency: 'USD' });
  expect(report.lines.map(countsFor).reduce((sum, each) => sum + each, 0)).toBeCloseTo(0.0173 + 8 * 0.16 + 3 * 0.35);
  expect(underWay(report.lines)).toBe(0.35);
  expect(nothingSpent(report)).toBe(false);
  expect(nothingSpent(fakeMoney(false, report.caps))).toBe(true);
  // A job under way is money, even before anything is billed.
  expect(nothingSpent({ estimated: 0.35, actual: 0, lines: [] })).toBe(false);
});

test('bars are as long as their share of the longest', () => {
  const parts = shares([
    { name: 'a', amount: 1, jobs: 1 },
    { name: 'b', amount: 4, jobs: 2 },
  ]);
  expect(parts.map((each) => [each.name, each.part])).toEqual([
    ['b', 1],
    ['a', 0.25],
  ]);
  expect(shares([{ name: 'a', amount: 0, jobs: 3 }])[0]?.part).toBe(0);
  expect(
    shares(
      [
        { name: 'z', amount: 1, jobs: 1 },
        { name: 'y', amount: 2, jobs: 1 },
      ],
      'given',
    ).map((each) => each.name),
  ).toEqual(['z', 'y']);
});

test('caps are read as people type them and say what they do', () => {
  expect(readCap('')).toEqual({ ok: true, cap: null });
  expect(readCap('$ 7,50')).toEqual({ ok: true, cap: 7.5 });
  expect(readCap('0')).toEqual({ ok: true, cap: 0 });
  expect(readCap('-3').ok).toBe(false);
  expect(readCap('a lot').ok).toBe(false);
  expect(capWords(5, 2.35, 'USD')).toBe('$2.65 left of $5.00');
  expect(capWords(5, 5, 'USD')).toBe('Reached: paid work waits.');
  expect(capWords(null, 5, 'USD')).toBe('');
  expect(capEffect({ perProject: null, perDay: null })).not.toBe(capEffect({ perProject: 0, perDay: null }));
});

test('limits are checked before they are sent; empty means the standard', () => {
  expect(readLimits('', '')).toEqual({ ok: true, limits: { atOnce: null, createsPerMinute: null } });
  expect(readLimits('4', '0.5')).toEqual({ ok: true, limits: { atOnce: 4, createsPerMinute: 0.5 } });
  expect(readLimits('65', '0')).toMatchObject({ ok: false });
  expect(readLimits('1.5', '')).toMatchObject({ ok: false, perMinute: null });
});
