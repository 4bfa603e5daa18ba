import { expect, test } from 'vitest';
import type { StudioEvent } from '#contract/events.ts';
import { createRunTracker } from '#studio/run-tracker.ts';

function setUp() {
  const events: StudioEvent[] = [];
  const clock = { now: 0 };
  const tracker = createRunTracker({
    projectId: 'prj_1',
    emit: (event) => events.push(structuredClone(event)),
    now: () => clock.now,
    revision: () => 1,
    spent: () => ({ amount: 0, currency: 'USD', estimated: false }),
  });
  const begin = (id: string) => tracker.begin({ id, kind: 'film', title: 'Film', result: null });
  return { events, clock, tracker, begin };
}

test('a part counts once, however often a run that is played through again says so', () => {
  const { tracker, begin } = setUp();
  begin('run');
  tracker.plan('run', 10);
  for (let replay = 1; replay <= 5; replay++) tracker.done('run', 'story', 1);
  tracker.done('run', 'scene 1', 1);
  expect(tracker.get('run')?.progress).toBeCloseTo(0.2, 6);
});

test('work under way counts in part, and no more once it is over', () => {
  const { tracker, begin } = setUp();
  begin('run');
  tracker.plan('run', 10);
  tracker.doing('run', 'Drawing', 0.8);
  const half = tracker.get('run')?.progress ?? 0;
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(0.1);
  tracker.doing('run', 'Drawing', 1);
  tracker.done('run', 'picture 1', 1);
  expect(tracker.get('run')?.progress).toBeCloseTo(0.1, 6);
});

test('a plan that grows does not make the bar jump back, and only an end is 1', () => {
  const { tracker, begin } = setUp();
  begin('run');
  tracker.plan('run', 2);
  tracker.done('run', 'a', 1);
  tracker.plan('run', 100);
  expect(tracker.get('run')?.progress).toBeCloseTo(0.5, 6);
  tracker.plan('run', 1);
  expect(tracker.get('run')?.progress).toBeLessThan(1);
  tracker.end('run', { status: 'done', error: null });
  expect(tracker.get('run')).toMatchObject({ progress: 1, status: 'done', message: 'Done' });
});

test('time left follows the pace of this process, not what was finished before it', () => {
  const { tracker, begin, clock } = setUp();
  begin('run');
  tracker.plan('run', 10);
  for (let part = 1; part <= 5; part++) tracker.done('run', `before ${part}`, 1);
  tracker.doing('run', 'Drawing', 0);
  clock.now = 10_000;
  tracker.done('run', 'now 1', 1);
  expect(tracker.get('run')?.secondsLeft).toBe(40);
});

test('fast work does not flood listeners; beginnings and ends always arrive; old runs are forgotten', () => {
  const { tracker, begin, events } = setUp();
  begin('run');
  tracker.plan('run', 1000);
  for (let part = 1; part <= 500; part++) tracker.done('run', `part ${part}`, 1);
  tracker.end('run', { status: 'canceled', error: null });
  expect(events.length).toBeLessThan(10);
  expect(events.at(-1)).toMatchObject({ type: 'run.changed', run: { status: 'canceled' } });
  for (let each = 1; each <= 80; each++) {
    begin(`run ${each}`);
    tracker.end(`run ${each}`, { status: 'done', error: null });
  }
  begin('running');
  expect(tracker.list().length).toBeLessThan(60);
  expect(tracker.list().map((run) => run.id)).toContain('run 80');
  expect(tracker.get('running')?.status).toBe('running');
});
