/** Paints frames away from the main thread: takes orders, fills shared frames. */
import { parentPort, workerData } from 'node:worker_threads';
import { makeEasel, paintFrame } from './darkroom.ts';
import type { FrameOrder, Plan } from './darkroom.ts';

/** An order for one frame into one of the shared frames. */
export interface WorkerOrder {
  index: number;
  order: FrameOrder;
  frame: SharedArrayBuffer;
}

const plan = workerData as Plan;
const easel = makeEasel(plan);
parentPort?.on('message', (message: WorkerOrder) => {
  paintFrame(plan, message.order, new Int32Array(message.frame), easel);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port, not a window
  parentPort?.postMessage({ index: message.index });
});
