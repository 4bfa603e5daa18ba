/** Turns what ffmpeg printed before it died into an error a person can act on. Pure. */
import { studioError, type StudioError } from '#contract/errors.ts';

/** Lines of ffmpeg's own words kept for the detail of an error, and characters of each: it repeats whole graphs. */
const DETAIL_LINES = 12;
const DETAIL_COLUMNS = 400;

/**
 * The error for a run that ended badly.
 * @param doing what was being done, as the object of a sentence: "joining the shots".
 */
export function ffmpegError(doing: string, code: number | null, lines: readonly string[]): StudioError {
  const words = lines.map((line) => line.trimEnd().slice(0, DETAIL_COLUMNS)).filter((line) => line !== '');
  const detail = [...words.slice(-DETAIL_LINES), `exit code ${code ?? 'none'}`].join('\n');
  if (words.some(saysDiskFull)) return diskFull(doing, detail);
  const damaged = words.some((line) =>
    /Invalid data found when processing input|moov atom not found|could not find codec parameters|Format not on whitelist/i.test(line),
  );
  return studioError(
    'ffmpeg-failed',
    damaged
      ? `A file could not be read while ${doing}: it is damaged, incomplete, or not a video at all.`
      : `ffmpeg stopped while ${doing}; nothing was written.`,
    damaged
      ? 'Make that clip again, then try once more.'
      : 'Try again. If it happens again, open the details and check ffmpeg in the doctor.',
    { retryable: !damaged, detail },
  );
}

/** The error for a full disk, from whoever noticed it. */
export function diskFull(doing: string, detail: string): StudioError {
  return studioError(
    'disk-full',
    `The disk is full; it ran out of space while ${doing}. What was there before is untouched.`,
    'Free some space on the disk that holds the project, then try again.',
    { retryable: true, detail },
  );
}

/** Whether a line is the system's message that no space is left (`ENOSPC`). */
export function saysDiskFull(line: string): boolean {
  return /No space left on device|ENOSPC|There is not enough space on the disk|Disk quota exceeded/i.test(line);
}
