import { describe, expect, test } from 'vitest';
import { SynchronisedPlayback } from '../../../src-renderer/features/timeline/synchronised-playback.ts';
import { FRAME_SECONDS, timecode } from '../../../src-renderer/features/timeline/timecode.ts';
import { FakeMedia, ManualClock } from './fake-media.ts';

const whole = { startSeconds: 0, endSeconds: Infinity, sourceSeconds: 0, leads: false };

function three(skews: number[], duration = 10): { clock: ManualClock; playback: SynchronisedPlayback; medias: FakeMedia[] } {
  const clock = new ManualClock();
  const playback = new SynchronisedPlayback(clock);
  const medias = skews.map((skew) => new FakeMedia(clock, { duration, skew }));
  playback.setDuration(duration);
  for (const media of medias) playback.place(media, { ...whole, media });
  return { clock, playback, medias };
}

describe('several takes under one clock', () => {
  test('stay within one frame of each other although each runs at its own speed', () => {
    const { clock, playback, medias } = three([0, 0.02, -0.03]);
    playback.play();
    clock.run(1);
    let worst = 0;
    clock.run(6, () => {
      const times = medias.map((media) => media.currentTime);
      worst = Math.max(worst, Math.max(...times) - Math.min(...times));
    });
    expect(worst).toBeLessThan(FRAME_SECONDS);
    expect(playback.position).toBeGreaterThan(6.9);
    expect(medias.every((media) => media.seeks === 0)).toBe(true);
  });

  test('start together: the clock waits for the slowest', () => {
    const { clock, playback, medias } = three([0, 0]);
    const late = medias[1];
    if (late === undefined) throw new Error('no media');
    late.readyState = 1;
    playback.play();
    clock.run(0.5);
    expect(playback.position).toBe(0);
    expect(playback.state.waiting).toBe(true);
    expect(medias[0]?.paused).toBe(true);
    late.readyState = 4;
    clock.run(0.5);
    expect(playback.state.waiting).toBe(false);
    expect(playback.position).toBeGreaterThan(0.4);
  });

  test('are not held up for ever by one that never loads, nor at all by one that failed', () => {
    const { clock, playback, medias } = three([0, 0]);
    const broken = medias[1];
    if (broken === undefined) throw new Error('no media');
    broken.readyState = 0;
    playback.play();
    clock.run(4);
    expect(playback.position).toBeGreaterThan(1);
    playback.pause();
    playback.seek(0);
    broken.error = new Error('decode');
    playback.play();
    clock.run(1);
    expect(playback.position).toBeGreaterThan(0.9);
  });

  test('a shorter take holds its last frame while the others go on', () => {
    const clock = new ManualClock();
    const playback = new SynchronisedPlayback(clock);
    const short = new FakeMedia(clock, { duration: 2 });
    const long = new FakeMedia(clock, { duration: 4 });
    playback.setDuration(4);
    playback.place(short, { ...whole, media: short });
    playback.place(long, { ...whole, media: long });
    playback.play();
    clock.run(3.5);
    expect(short.paused).toBe(true);
    expect(short.currentTime).toBeGreaterThan(1.9);
    expect(long.currentTime).toBeGreaterThan(3.4);
  });

  test('one that is far off is brought back by a seek', () => {
    const { clock, playback, medias } = three([0, 0]);
    playback.play();
    clock.run(2);
    const lost = medias[0];
    if (lost === undefined) throw new Error('no media');
    lost.currentTime = 8;
    clock.run(1);
    expect(Math.abs(lost.currentTime - playback.position)).toBeLessThan(FRAME_SECONDS);
  });
});

describe('transport', () => {
  test('steps by exact frames from any position and stops playing', () => {
    const { clock, playback, medias } = three([0]);
    playback.play();
    clock.run(1.03);
    playback.step(1);
    const at = timecode(playback.position);
    playback.step(1);
    playback.step(-1);
    expect(timecode(playback.position)).toBe(at);
    for (let index = 0; index < 48; index += 1) playback.step(1);
    expect(playback.state.playing).toBe(false);
    clock.run(0.5);
    // The picture shown is that frame, not its neighbour.
    expect(timecode(medias[0]?.currentTime ?? 0)).toBe(timecode(playback.position));
    expect(clock.idle).toBe(true);
  });

  test('J, K and L go through the speeds and turn round', () => {
    const { playback } = three([0]);
    playback.seek(5);
    playback.shuttle('l');
    expect(playback.state).toMatchObject({ playing: true, rate: 1 });
    playback.shuttle('l');
    expect(playback.state.rate).toBe(2);
    playback.shuttle('j');
    expect(playback.state.rate).toBe(-1);
    playback.shuttle('j');
    expect(playback.state.rate).toBe(-2);
    playback.shuttle('k');
    expect(playback.state).toMatchObject({ playing: false, rate: 1 });
  });

  test('plays backwards and stops at the start', () => {
    const { clock, playback, medias } = three([0]);
    playback.seek(1);
    clock.run(0.3);
    playback.shuttle('j');
    clock.run(0.5);
    expect(playback.position).toBeCloseTo(0.5, 1);
    expect(Math.abs((medias[0]?.currentTime ?? 0) - playback.position)).toBeLessThan(0.12);
    clock.run(1);
    expect(playback.position).toBe(0);
    expect(playback.state.playing).toBe(false);
  });

  test('stops at the end, and plays again from the start', () => {
    const { clock, playback } = three([0], 1);
    playback.play();
    clock.run(1.5);
    expect(playback.state.playing).toBe(false);
    expect(playback.position).toBe(1);
    playback.play();
    clock.run(0.5);
    expect(playback.position).toBeCloseTo(0.5, 1);
  });

  test('loops', () => {
    const { clock, playback } = three([0.01, -0.01], 1);
    playback.setLoop(true);
    playback.play();
    clock.run(2.6);
    expect(playback.state.playing).toBe(true);
    expect(playback.position).toBeLessThan(1);
  });

  test('does not count time while the window was hidden', () => {
    const { clock, playback } = three([0]);
    playback.play();
    clock.run(1);
    clock.milliseconds += 60_000;
    clock.run(0.5);
    expect(playback.position).toBeLessThan(1.6);
  });

  test('state is a new object only when it changed', () => {
    const { clock, playback } = three([0]);
    playback.play();
    const first = playback.state;
    clock.run(1);
    expect(playback.state).toBe(first);
  });
});

describe('shots one after another', () => {
  test('the next shot waits on its first frame and takes over at the cut', () => {
    const clock = new ManualClock();
    const playback = new SynchronisedPlayback(clock);
    const first = new FakeMedia(clock, { duration: 3 });
    const second = new FakeMedia(clock, { duration: 3 });
    playback.setDuration(4);
    playback.place(first, { media: first, startSeconds: 0, endSeconds: 2, sourceSeconds: 0, leads: false });
    playback.place(second, { media: second, startSeconds: 2, endSeconds: 4, sourceSeconds: 0, leads: false });
    playback.play();
    clock.run(1.5);
    expect(second.paused).toBe(true);
    expect(second.currentTime).toBeLessThan(FRAME_SECONDS);
    clock.run(1);
    expect(first.paused).toBe(true);
    expect(Math.abs(second.currentTime - (playback.position - 2))).toBeLessThan(FRAME_SECONDS);
  });

  test('the clock follows a member with sound instead of correcting it', () => {
    const clock = new ManualClock();
    const playback = new SynchronisedPlayback(clock);
    const film = new FakeMedia(clock, { duration: 10, skew: -0.05 });
    playback.setDuration(10);
    playback.place(film, { ...whole, media: film, leads: true });
    playback.play();
    clock.run(4);
    expect(film.playbackRate).toBe(1);
    expect(film.seeks).toBe(0);
    expect(Math.abs(playback.position - film.currentTime)).toBeLessThan(FRAME_SECONDS);
    playback.seek(8);
    clock.run(0.5);
    expect(film.currentTime).toBeGreaterThan(8);
    clock.run(3);
    expect(playback.state.playing).toBe(false);
    expect(playback.position).toBe(10);
  });
});
