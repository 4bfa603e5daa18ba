/** Computes on the calling thread: for hosts where worker threads cannot be started. */
import { setImmediate as breathe } from 'node:timers/promises';
import { analysePicture, type Analyst } from './analysis.ts';
import { ClipMeter } from './video/clip-meter.ts';

export function createLocalAnalyst(): Analyst {
  return {
    picture: async (picture) => {
      await breathe();
      return analysePicture(picture);
    },
    openClip: () => {
      const meter = new ClipMeter();
      return {
        add: async (frame) => {
          await breathe();
          meter.add(frame);
        },
        addFullSize: async (frame) => {
          await breathe();
          meter.addFullSize(frame);
        },
        finish: async () => {
          await breathe();
          return meter.finish();
        },
        drop: () => undefined,
      };
    },
    close: async () => undefined,
  };
}
