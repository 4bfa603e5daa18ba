/** Reading what language models answer: JSON out of anything, small faults of form mended, nothing made up. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { clipText, fitAnswer } from '#providers/llm/fit-answer.ts';
import { readJson, withoutThinking } from '#providers/llm/json-answer.ts';
import { inputTokensOf, tokensOfText } from '#providers/llm/token-count.ts';
import { tokenPrice } from '#providers/llm/token-price.ts';
import { storySchema } from '#contract/model/story.ts';

const VALUE = { a: 1, b: ['x', { c: 'say "hi"' }] };
const JSON_TEXT = JSON.stringify(VALUE);

test.each([
  ['plain', JSON_TEXT],
  ['with space around it', `\n  ${JSON_TEXT}\n`],
  ['in a fence', `Here it is:\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nEnjoy.`],
  ['in a fence without an end', `\`\`\`\n${JSON_TEXT}`],
  ['in prose with brackets', `I chose {the best} of [all] options: ${JSON_TEXT} – hope that helps {really}.`],
  ['after thinking', `<think>What about {"a": 2}? No.</think>${JSON_TEXT}`],
  ['after thinking whose beginning is lost', `Maybe {"a": 2}.</think>\n${JSON_TEXT}`],
  ['with an example before it', `An example: {"a": 0}. The answer: ${JSON_TEXT}`],
  ['with a comma too many', JSON_TEXT.replace(/\}$/, ',}')],
  ['without its last brackets', JSON_TEXT.slice(0, -1)],
  ['with single quotes', `{'a': 1, 'b': ['x', {'c': 'say "hi"'}]}`],
  ['with comments and bare keys', `{a: 1, // one\n b: ["x", {c: "say \\"hi\\""}]}`],
])('JSON %s is read', (_name, text) => {
  expect(readJson(text)).toEqual(VALUE);
});

test.each([['I would rather not.'], [''], ['42'], ['"just a text"'], ['{the best} of [all] options']])(
  'no JSON is made up from %j',
  (text) => {
    expect(readJson(text)).toBeUndefined();
  },
);

test('thinking is taken off, and only thinking', () => {
  expect(withoutThinking('<think>hm</think> Yes.')).toBe('Yes.');
  expect(withoutThinking('<reasoning>one</reasoning><think>two</think>No.')).toBe('No.');
  expect(withoutThinking('I think <b>yes</b>.')).toBe('I think <b>yes</b>.');
  expect(readJson('{"prompt": "a sign that says <think>loud</think>"}')).toEqual({ prompt: 'a sign that says <think>loud</think>' });
});

const shape = z.object({
  id: z.enum(['emotional-arc', 'aida']),
  confidence: z.number().min(0).max(1),
  count: z.number().int(),
  visible: z.boolean(),
  name: z.string().max(20),
  line: z.object({ text: z.string().max(40) }).nullable(),
});
const schema = z.toJSONSchema(shape);
const good = { id: 'aida', confidence: 0.8, count: 3, visible: true, name: 'Sarah', line: null };

test.each([
  ['other letters', { ...good, id: 'Emotional Arc' }, { id: 'emotional-arc' }],
  ['a percentage', { ...good, confidence: 87 }, { confidence: 0.87 }],
  ['a percentage in words', { ...good, confidence: '87%' }, { confidence: 0.87 }],
  ['a number in quotes', { ...good, count: '3' }, { count: 3 }],
  ['a fraction where a whole number belongs', { ...good, count: 2.7 }, { count: 3 }],
  ['yes and no as text', { ...good, visible: 'false' }, { visible: false }],
  ['"none" for nothing', { ...good, line: 'none' }, { line: null }],
  ['nothing at all for nothing', { id: 'aida', confidence: 1, count: 1, visible: true, name: 'x' }, { line: null }],
  ['a text a little too long', { ...good, name: 'Sarah Jane Mortimer-Lee' }, { name: 'Sarah Jane' }],
  ['a number a little over the edge', { ...good, confidence: 1.1 }, { confidence: 1 }],
  ['an envelope', { answer: good }, good],
  ['a list of one', [good], good],
])('%s is put right', (_name, answer, wanted) => {
  expect(shape.parse(fitAnswer(answer, schema))).toMatchObject(wanted);
});

test('what would need a guess is left for the check', () => {
  expect(shape.safeParse(fitAnswer({ ...good, id: 'hero' }, schema)).success).toBe(false);
  expect(shape.safeParse(fitAnswer({ ...good, name: 'x'.repeat(200) }, schema)).success).toBe(false);
  expect(shape.safeParse(fitAnswer({ ...good, count: 'a few' }, schema)).success).toBe(false);
  expect(shape.safeParse(fitAnswer({ ...good, confidence: -3 }, schema)).success).toBe(false);
  expect(fitAnswer(undefined, schema)).toBeUndefined();
  expect(fitAnswer(good, schema)).toEqual(good);
});

test('more notes than were asked for', () => {
  const notes = z.toJSONSchema(z.object({ notes: z.array(z.string()).max(2) }));
  expect(fitAnswer({ notes: ['a', 'b', 'c'] }, notes)).toEqual({ notes: ['a', 'b'] });
});

test('a list where an object with one list was asked for', () => {
  const list = z.toJSONSchema(z.object({ scenes: z.array(z.object({ n: z.number() })) }));
  expect(fitAnswer([{ n: '1' }, { n: 2 }], list)).toEqual({ scenes: [{ n: 1 }, { n: 2 }] });
});

test('texts are cut after a sentence, else after a word', () => {
  expect(clipText('One sentence here. Another that is much too long', 30)).toBe('One sentence here.');
  expect(clipText('One sentence that never ends, and ends', 30)).toBe('One sentence that never ends');
  expect(clipText('short', 30)).toBe('short');
});

test('tokens are counted before sending, and priced', () => {
  expect(tokensOfText('word '.repeat(1000))).toBeGreaterThan(1000);
  expect(tokensOfText('word '.repeat(1000))).toBeLessThan(1700);
  expect(tokensOfText('朝の珈琲')).toBe(4);
  const input = { sha256: 'a', mime: 'image/png', path: '/x' };
  const request = {
    schema: { name: 'story', schema: z.toJSONSchema(storySchema) },
    maxOutputTokens: 10,
    temperature: null,
    seed: null,
    topLogprobs: null,
  };
  const words = inputTokensOf({ ...request, messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hello' }] }] });
  const seeing = inputTokensOf({
    ...request,
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Hello' },
          { type: 'picture', input, detail: 'high' },
        ],
      },
    ],
  });
  expect(words).toBeGreaterThan(200);
  expect(seeing - words).toBe(1100);

  const line = (unit: 'input-token' | 'output-token', amount: number) => ({ unit, amount, currency: 'USD', when: {} });
  const usage = { inputTokens: 1_000_000, outputTokens: 0 };
  expect(tokenPrice({ price: [line('input-token', 1e-7)] }, usage, 'cloud')).toEqual({ amount: 0.1, currency: 'USD', basis: 'listed' });
  expect(tokenPrice({ price: [line('input-token', 1e-7)] }, { ...usage, outputTokens: 1 }, 'cloud').basis).toBe('unknown');
  expect(tokenPrice({ price: [] }, usage, 'local').basis).toBe('free');
});
