import { expect, test } from 'vitest';
import { answerRange } from '#hosts/shared/byte-range.ts';

test.each<[string | null, number, { status: number; start?: number; end?: number }]>([
  [null, 1000, { status: 200, start: 0, end: 999 }],
  ['bytes=0-', 1000, { status: 206, start: 0, end: 999 }],
  ['bytes=0-0', 1000, { status: 206, start: 0, end: 0 }],
  ['bytes=500-599', 1000, { status: 206, start: 500, end: 599 }],
  ['bytes=500-5000', 1000, { status: 206, start: 500, end: 999 }],
  ['bytes=-200', 1000, { status: 206, start: 800, end: 999 }],
  ['bytes=-5000', 1000, { status: 206, start: 0, end: 999 }],
  ['bytes=1000-', 1000, { status: 416 }],
  ['bytes=600-500', 1000, { status: 416 }],
  ['bytes=-0', 1000, { status: 416 }],
  ['bytes=0-1,5-9', 1000, { status: 200, start: 0, end: 999 }],
  ['items=0-1', 1000, { status: 200, start: 0, end: 999 }],
  ['bytes=0-', 0, { status: 416 }],
])('%s of %i bytes', (header, size, expected) => {
  const answer = answerRange(header, size);
  expect(answer).toMatchObject(expected);
  if (answer.status === 206) {
    expect(answer.headers['content-length']).toBe(String(answer.end - answer.start + 1));
    expect(answer.headers['content-range']).toBe(`bytes ${answer.start}-${answer.end}/${size}`);
  }
});
