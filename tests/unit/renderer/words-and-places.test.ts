import { expect, test } from 'vitest';
import { readPlace, writePlace } from '../../../src-renderer/app/address.ts';
import { reorderedBy } from '../../../src-renderer/features/board/reorder.ts';
import { checkBrief, errorsOf } from '../../../src-renderer/features/brief/brief-draft.ts';
import { lineage, negativeWords } from '../../../src-renderer/features/inspector/prompt-lineage.ts';
import { matchWords } from '../../../src-renderer/features/palette/match-words.ts';
import { shownText } from '../../../src-renderer/features/inspector/use-draft.ts';
import { checkStage } from '../../../src-renderer/features/story/use-stage-edit.ts';
import { storySchema } from '#contract/model/story.ts';
import { studioError } from '#contract/errors.ts';
import { formatAgo, formatBytes, formatMoney, formatSeconds, formatTimecode, formatTimeLeft } from '../../../src-renderer/ui/format.ts';
import { aBrief } from '../../renderer/fake-client.ts';
import { fakeFilm, fakeScene } from '../../renderer/fake-film.ts';

test('numbers read as people write them', () => {
  expect([3.5, 4, 59.96, 90, 120].map(formatSeconds)).toEqual(['3.5 s', '4 s', '1 min', '1 min 30 s', '2 min']);
  expect([48, 0.2, 900, null].map(formatTimeLeft)).toEqual(['0:48 left', '0:01 left', '15 min left', '']);
  expect(formatMoney({ amount: 0, currency: 'USD' })).toBe('free');
  expect(formatMoney({ amount: 1.05, currency: 'USD' })).toBe('$1.05');
  expect(formatMoney({ amount: 0.035, currency: 'EUR' })).toBe('€0.035');
  expect(formatTimecode(2 + 11 / 24)).toBe('00:00:02:11');
  expect([812, 81_200, 4_230_000].map(formatBytes)).toEqual(['812 B', '81 kB', '4.2 MB']);
  expect(formatAgo(0, 90_000)).toBe('1 min ago');
});

test('a place survives the way through the address, and nonsense is Home', () => {
  const place = { screen: 'studio', projectId: 'prj/1', stage: 'takes' } as const;
  expect(readPlace(writePlace(place))).toEqual(place);
  expect(readPlace('#/film/p/nowhere').stage).toBe('board');
  expect(readPlace('#/%%%').screen).toBe('home');
  expect(readPlace('#/film/%E0%A4%A/board').screen).toBe('home');
  expect(writePlace({ screen: 'brief', projectId: null, stage: 'story' })).toBe('#/new');
});

test('a dropped scene lands in front of what was under it', () => {
  const ids = ['a', 'b', 'c', 'd'];
  expect(reorderedBy(ids, 'a', 2)).toEqual(['b', 'a', 'c', 'd']);
  expect(reorderedBy(ids, 'd', 0)).toEqual(['d', 'a', 'b', 'c']);
  expect(reorderedBy(ids, 'b', 4)).toEqual(['a', 'c', 'd', 'b']);
  expect(reorderedBy(ids, 'b', 1)).toEqual(ids);
  expect(reorderedBy(ids, 'x', 1)).toEqual(ids);
});

test('a brief is checked field by field in the words of the contract', () => {
  expect(checkBrief(aBrief)).toEqual({});
  const errors = checkBrief({ ...aBrief, prompt: '  ', durationSeconds: 1, brandDos: ['fine', ''] });
  expect(Object.keys(errors).toSorted()).toEqual(['brandDos', 'durationSeconds', 'prompt']);
  expect(errors['prompt']).toContain('one sentence');
  expect(checkBrief({ ...aBrief, durationSeconds: Number.NaN })['durationSeconds']).toBe('The duration must be a number of seconds.');
});

test('a refused operation marks the same fields', () => {
  const error = studioError('invalid-input', '', '', { fields: [{ path: 'brief.template', message: 'Unknown' }] });
  expect(errorsOf(error)).toEqual({ template: 'Unknown' });
});

test('words being written outlive news from the core; sent words give way to it', () => {
  expect(shownText('old', null)).toBe('old');
  expect(shownText('news', { text: 'mine', sentOver: null })).toBe('mine');
  expect(shownText('old', { text: 'mine', sentOver: 'old' })).toBe('mine');
  expect(shownText('undone', { text: 'mine', sentOver: 'old' })).toBe('undone');
});

test('a story with an empty part says which', () => {
  const story = fakeFilm('p', { scenes: 4, made: 'story' }).film.story.find((document) => document.stage === 'story')?.content;
  if (story === undefined || story === null || !('narrative' in story)) throw new Error('the fake film has a story');
  expect(checkStage(storySchema, story)).toEqual({});
  expect(checkStage(storySchema, { ...story, narrative: { ...story.narrative, climax: ' ' } })).toEqual({
    'narrative.climax': 'This cannot be empty',
  });
});

test('prompt versions form a tree, branches set in', () => {
  const [first, second] = fakeScene(1, { scenes: 1, made: 'frames' }).startFrame.prompts;
  if (first === undefined || second === undefined) throw new Error('the fake scene has two prompts');
  const branch = { ...second, id: 'branch', number: 3 };
  expect(lineage([first, second, branch]).map((row) => [row.prompt.number, row.depth])).toEqual([
    [1, 0],
    [2, 0],
    [3, 1],
  ]);
  expect(lineage([{ ...second, parentId: 'gone' }])).toHaveLength(1);
  expect(negativeWords(' text, watermark,, text ')).toEqual(['text', 'watermark']);
});

test('the palette finds what was typed, word starts first, and nothing else', () => {
  expect(matchWords('Look: high contrast view.theme-contrast', 'high')).toBeGreaterThan(matchWords('Lengthen scene timeline.x', 'high'));
  expect(matchWords('Lengthen scene by one frame', 'high')).toBe(0);
  expect(matchWords('Look: dark', 'look dark')).toBeGreaterThan(0);
  expect(matchWords('Board', 'bo')).toBeGreaterThan(matchWords('Aboard', 'bo'));
  expect(matchWords('Look: dark', 'theme', ['theme'])).toBeGreaterThan(0);
  expect(matchWords('Show all keys', 'all (')).toBe(0);
});
