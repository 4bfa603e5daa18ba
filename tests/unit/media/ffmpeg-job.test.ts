import { expect, test } from 'vitest';
import { ffmpegError } from '#media/ffmpeg-failure.ts';
import { inputFile, jobArguments, safeInputOptions } from '#media/ffmpeg-job.ts';
import { parseListing, parseVersion } from '#media/locate.ts';
import { filmArguments, shotArguments } from '#media/stitch.ts';
import type { VideoFacts } from '#media/probe.ts';

const facts: VideoFacts = {
  width: 1280,
  height: 720,
  fps: 24,
  seconds: 3,
  frames: 72,
  codec: 'h264',
  pixelFormat: 'yuv420p',
  colorSpace: 'bt709',
  hasAudio: false,
  hasSubtitles: false,
  fastStart: true,
  bytes: 1,
};

/** Every `-i` must be preceded by the rules that keep ffmpeg to that one file. */
function unsafeInputs(args: string[]): string[] {
  return args.filter((_, at) => {
    if (args[at] !== '-i' || args[at + 1] === 'pipe:0') return false;
    const before = args.slice(args.lastIndexOf('-i', at - 1) + 1, at);
    return !safeInputOptions.every((option) => before.includes(option));
  });
}

test('options come in the order ffmpeg wants them', () => {
  const job = {
    inputs: [inputFile('/a b.mp4', ['-ss', '1']), inputFile('/c.wav')],
    graph: '[0:v]null[v]',
    options: ['-map', '[v]', '-f', 'mp4'],
  };
  const args = jobArguments(job, '/out.mp4.part');
  expect(args.slice(0, 5)).toEqual(['-hide_banner', '-nostdin', '-loglevel', 'warning', '-y']);
  expect(args.slice(args.indexOf('-ss'), args.indexOf('-ss') + 4)).toEqual(['-ss', '1', '-i', '/a b.mp4']);
  expect(args.slice(args.indexOf('-filter_complex'))).toEqual([
    '-filter_complex',
    '[0:v]null[v]',
    '-map',
    '[v]',
    '-f',
    'mp4',
    '/out.mp4.part',
  ]);
  expect(unsafeInputs(args)).toEqual([]);
});

test('playlists and network protocols are never allowed', () => {
  const [, protocols, , formats] = safeInputOptions;
  expect(protocols).toBe('file,pipe');
  expect(formats?.split(',')).not.toEqual(expect.arrayContaining(['hls']));
  for (const risky of ['hls', 'concat', 'dash', 'sdp', 'rtsp', 'lavfi', 'ffmetadata', 'tty', 'image2pipe']) {
    expect(formats?.split(',')).not.toContain(risky);
  }
});

test('a shot is read from its in point, resampled, fitted and cut to its frames', () => {
  const args = shotArguments({ file: '/t.mp4', seconds: 2, fromSeconds: 0.5 }, facts, { width: 640, height: 360, fps: 24, frames: 50 });
  expect(args.join(' ')).toContain('-ss 0.5000 -i /t.mp4 -map 0:v:0');
  expect(args[args.indexOf('-vf') + 1]).toMatch(/^setpts=PTS-STARTPTS,fps=24,scale=640:360:/);
  expect(args[args.indexOf('-frames:v') + 1]).toBe('50');
  expect(unsafeInputs(args)).toEqual([]);
});

test('the film carries a caption track only when there is one', () => {
  const film = { width: 640, height: 360, fps: 24, seconds: 2, encoder: 'libx264', sound: '/s.wav', target: '/f.part' } as const;
  const soft = filmArguments({ ...film, captions: '/c.srt' });
  expect(soft.join(' ')).toContain('-map 0:v:0 -map 1:a:0 -map 2:s:0');
  expect(soft).toContain('mov_text');
  expect(soft.slice(-5)).toEqual(['-movflags', '+faststart', '-f', 'mp4', '/f.part']);
  expect(unsafeInputs(soft)).toEqual([]);
  expect(soft).not.toContain('-nostdin');
  expect(filmArguments({ ...film, captions: null })).not.toContain('mov_text');
});

test('a full disk, a damaged file and anything else are told apart', () => {
  const full = ffmpegError('writing the film', 1, ['[mp4 @ 0x1] frame', 'av_interleaved_write_frame(): No space left on device']);
  expect([full.code, full.retryable]).toEqual(['disk-full', true]);
  const damaged = ffmpegError('reading shot 2', 1, [
    '[mov,mp4 @ 0x1] moov atom not found',
    '/x.mp4: Invalid data found when processing input',
  ]);
  expect([damaged.code, damaged.retryable]).toEqual(['ffmpeg-failed', false]);
  expect(damaged.message).toContain('reading shot 2');
  const other = ffmpegError('writing the film', 187, ['a', '', 'b']);
  expect(other).toMatchObject({ code: 'ffmpeg-failed', retryable: true, detail: 'a\nb\nexit code 187' });
});

test('reads what builds say about themselves', () => {
  expect(parseVersion('ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers\n', 'ffmpeg')).toBe('5.1.9-0+deb12u1');
  expect(parseVersion('ffmpeg version N-47683-g0e8eb07980-static https://johnvansickle.com/ffmpeg/', 'ffmpeg')).toBe(
    'N-47683-g0e8eb07980-static',
  );
  expect(parseVersion('bash: ffmpeg version 5', 'ffmpeg')).toBeNull();
  expect(parseVersion('ffprobe version 5', 'ffmpeg')).toBeNull();
  const filters = parseListing(
    'Filters:\n  T.. = Timeline support\n ... xfade             VV->V      Cross fade one video\n TSC overlay           VV->V      Overlay\n',
  );
  expect([...filters]).toEqual(['xfade', 'overlay']);
  expect(parseListing('Encoders:\n V..... = Video\n ------\n V....D libx264              libx264 H.264\n').has('libx264')).toBe(true);
});
