/** Byte ranges of media answers (RFC 9110 §14), so that players can seek. Pure. */

export type RangeAnswer =
  | { status: 200; start: 0; end: number; headers: Record<string, string> }
  | { status: 206; start: number; end: number; headers: Record<string, string> }
  | { status: 416; headers: Record<string, string> };

/**
 * Decides what to send for a `Range` header.
 *
 * @param header the request's Range header, or null
 * @param size size of the file in bytes
 * @returns inclusive `start` and `end`; several ranges are answered with the whole file, as the RFC allows
 */
export function answerRange(header: string | null, size: number): RangeAnswer {
  const whole: RangeAnswer = {
    status: 200,
    start: 0,
    end: size - 1,
    headers: { 'accept-ranges': 'bytes', 'content-length': String(size) },
  };
  if (header === null) return whole;
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null) return whole;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return whole;
  const unsatisfiable: RangeAnswer = {
    status: 416,
    headers: { 'accept-ranges': 'bytes', 'content-range': `bytes */${size}`, 'content-length': '0' },
  };
  // "-500" means the last 500 bytes.
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || start > end || (first === '' && Number(last) === 0)) return unsatisfiable;
  return {
    status: 206,
    start,
    end,
    headers: { 'accept-ranges': 'bytes', 'content-range': `bytes ${start}-${end}/${size}`, 'content-length': String(end - start + 1) },
  };
}
