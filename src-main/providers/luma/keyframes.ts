/** Frames of a long clip: Luma takes a start and an end frame by name only for clips of five seconds. */

const FRAMES_PER_SECOND = 24;
/** `video.duration` for which `start_frame` and `end_frame` work as they are. */
const NAMED_FRAMES_AT = '5s';

/**
 * Turns `video.start_frame` and `video.end_frame` of a longer clip into `keyframes` at the first and the last place of
 * its grid (24 frames a second, so 0 and 240 for ten seconds). Everything else stays as it is.
 *
 * @param body a create's body; not changed
 */
export function withKeyframes(body: Record<string, unknown>): Record<string, unknown> {
  const { video } = body;
  if (typeof video !== 'object' || video === null || !('duration' in video) || video.duration === NAMED_FRAMES_AT) return body;
  const seconds = typeof video.duration === 'string' ? /^(\d+)s$/u.exec(video.duration)?.[1] : undefined;
  const { start_frame: start, end_frame: end, ...others } = video as Record<string, unknown>;
  if (seconds === undefined || (start === undefined && end === undefined)) return body;
  const anchors = [
    ...(start === undefined ? [] : [{ frame: start, at: 0 }]),
    ...(end === undefined ? [] : [{ frame: end, at: Number(seconds) * FRAMES_PER_SECOND }]),
  ];
  return {
    ...body,
    video: { ...others, keyframes: anchors.map(({ frame }) => frame), keyframe_indexes: anchors.map(({ at }) => at) },
  };
}
