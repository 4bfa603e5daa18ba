/** The rows of the fault matrix: what goes wrong, and how it is brought about. */
import type { Fault, Purpose } from '../../simulators/kit/faults.ts';

/** Where our own process ends. */
export type Death = 'before-request' | 'before-answer' | 'before-row';

export interface MatrixFault {
  id: string;
  /** As the table names it. */
  label: string;
  /** Planned at the simulator before the job starts. */
  plan?: { purpose: Purpose; fault: Fault; times?: number };
  death?: Death;
  /** Hours by which this computer's clock is wrong when the row is written, and right again afterwards. */
  clockWrongBy?: number;
  /** Concerns results that are fetched from somewhere: nothing to go wrong where the answer holds them. */
  onlyFetched?: true;
}

const create = (fault: Fault): Pick<MatrixFault, 'plan'> => ({ plan: { purpose: 'create', fault } });
const file = (how: Extract<Fault, { type: 'file' }>['how'], times = 1): Pick<MatrixFault, 'plan' | 'onlyFetched'> => ({
  plan: { purpose: 'file', fault: { type: 'file', how }, times },
  onlyFetched: true,
});
const throttle = (form: Extract<Fault, { type: 'throttle' }>['form']): Pick<MatrixFault, 'plan'> =>
  create({ type: 'throttle', form, milliseconds: 3000 });

export const matrixFaults: readonly MatrixFault[] = [
  { id: 'none', label: 'nothing goes wrong' },
  { id: 'reset-before', label: 'create: connection reset before the server did anything', ...create({ type: 'reset-before' }) },
  { id: 'reset-after', label: 'create: connection reset after the job was recorded', ...create({ type: 'reset-after' }) },
  { id: 'stall', label: 'create: the answer stops half-way', ...create({ type: 'stall' }) },
  { id: 'cut-off', label: 'create: the answer is cut off', ...create({ type: 'cut-off' }) },
  { id: 'half-json', label: 'create: half of the JSON, as if it were all', ...create({ type: 'half-json' }) },
  { id: 'html-before', label: 'create: HTML 502 of a proxy, nothing recorded', ...create({ type: 'html', status: 502, after: false }) },
  { id: 'html-after', label: 'create: HTML 502 of a proxy, job recorded', ...create({ type: 'html', status: 502, after: true }) },
  { id: 'html-503', label: 'create: HTML 503 of a proxy, job recorded', ...create({ type: 'html', status: 503, after: true }) },
  { id: '429-seconds', label: 'create: 429, Retry-After in seconds', ...throttle('seconds') },
  { id: '429-date', label: 'create: 429, Retry-After as a date', ...throttle('date') },
  { id: '429-ms', label: 'create: 429, retry-after-ms', ...throttle('milliseconds') },
  { id: '429-body', label: 'create: 429, wait named in the body', ...throttle('body') },
  { id: '429-silent', label: 'create: 429 without a word', ...throttle('silent') },
  { id: 'clock-back', label: 'clock 5 h slow while the answer is lost', ...create({ type: 'reset-after' }), clockWrongBy: -5 },
  { id: 'clock-forward', label: 'clock 5 h fast while the answer is lost', ...create({ type: 'reset-after' }), clockWrongBy: 5 },
  { id: 'poll-reset', label: 'poll: connection reset', plan: { purpose: 'status', fault: { type: 'reset-before' } } },
  { id: 'poll-html', label: 'poll: HTML 502', plan: { purpose: 'status', fault: { type: 'html', status: 502, after: false } } },
  { id: 'poll-429', label: 'poll: 429', plan: { purpose: 'status', fault: { type: 'throttle', form: 'seconds', milliseconds: 2000 } } },
  { id: 'file-expired', label: 'result: address expired once (403)', ...file('gone-403') },
  { id: 'file-gone', label: 'result: gone for good (404)', ...file('gone-404', 20) },
  { id: 'file-type', label: 'result: a web page instead of a file', ...file('wrong-type') },
  { id: 'file-empty', label: 'result: zero bytes', ...file('empty') },
  { id: 'file-cut', label: 'result: cut off on the way', ...file('cut-off') },
  { id: 'file-huge', label: 'result: 5 GB', ...file('endless') },
  { id: 'death-before-request', label: 'process dies between row and request', death: 'before-request' },
  { id: 'death-before-answer', label: 'process dies between request and answer', death: 'before-answer' },
  { id: 'death-before-row', label: 'process dies between answer and row', death: 'before-row' },
];
