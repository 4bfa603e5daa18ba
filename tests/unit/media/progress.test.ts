import { expect, test } from 'vitest';
import { noProgress, readProgressLine, type FfmpegProgress } from '#media/progress.ts';

const reports = (text: string): FfmpegProgress[] => {
  const found: FfmpegProgress[] = [];
  let state = noProgress;
  for (const line of text.split('\n')) {
    state = readProgressLine(state, line);
    if (state.report !== null) found.push(state.report);
  }
  return found;
};

// Captured from ffmpeg 5.1.9.
const modern = `frame=36
fps=0.00
stream_0_0_q=23.0
bitrate=   0.3kbits/s
total_size=48
out_time_us=1416666
out_time_ms=1416666
out_time=00:00:01.416666
dup_frames=0
drop_frames=0
speed=2.81x
progress=continue
frame=72
fps=71.28
stream_0_0_q=-1.0
bitrate= 222.8kbits/s
total_size=82193
out_time_us=2951111
out_time_ms=2951111
out_time=00:00:02.951111
dup_frames=0
drop_frames=0
speed=2.92x
progress=end`;

test('reads the blocks of a current build', () => {
  expect(reports(modern)).toEqual([
    { frames: 36, seconds: 1.416666, speed: 2.81, done: false },
    { frames: 72, seconds: 2.951111, speed: 2.92, done: true },
  ]);
});

test('an older build that only knows out_time_ms means microseconds by it', () => {
  expect(reports('frame=10\nout_time_ms=400000\nspeed=   1x\nprogress=continue')).toEqual([
    { frames: 10, seconds: 0.4, speed: 1, done: false },
  ]);
});

test('N/A and negative times do not upset it', () => {
  expect(reports('frame=0\nout_time_us=N/A\nspeed=N/A\nprogress=continue')).toEqual([{ frames: 0, seconds: 0, speed: null, done: false }]);
  expect(reports('out_time_us=-9223372036854775808\nprogress=continue')[0]?.seconds).toBe(0);
});

test('messages are not progress', () => {
  for (const line of [
    '[libx264 @ 0x55] using SAR=1/1',
    'No such file or directory',
    'frame=  12 fps=0.0 q=0.0 size=0kB time=00:00:00.40',
    '',
  ]) {
    expect(readProgressLine(noProgress, line).matched).toBe(false);
  }
});
