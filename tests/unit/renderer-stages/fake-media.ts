import type { PlayableMedia, PlaybackClock } from '../../../src-renderer/features/timeline/synchronised-playback.ts';

/** Time that moves only when told to; pictures come every 1/60 s. */
export class ManualClock implements PlaybackClock {
  milliseconds = 0;
  #waiting = new Set<() => void>();
  readonly medias: FakeMedia[] = [];

  now(): number {
    return this.milliseconds;
  }

  nextFrame(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  /** Lets time pass; `onFrame` is called after each picture. */
  run(seconds: number, onFrame?: () => void): void {
    const frames = Math.round(seconds * 60);
    for (let index = 0; index < frames; index += 1) {
      this.milliseconds += 1000 / 60;
      for (const media of this.medias) media.elapse(1 / 60, this.milliseconds);
      const due = [...this.#waiting];
      this.#waiting.clear();
      for (const callback of due) callback();
      onFrame?.();
    }
  }
}

/** A video that runs at its own slightly wrong speed, takes time to seek, and can stall. */
export class FakeMedia implements PlayableMedia {
  playbackRate = 1;
  paused = true;
  seeking = false;
  readyState = 4;
  error: unknown = null;
  seeks = 0;
  readonly duration: number;
  readonly #skew: number;
  readonly #seekMs: number;
  #time = 0;
  #seekTarget = 0;
  #seekLeft = 0;

  constructor(clock: ManualClock, options: { duration: number; skew?: number; seekMs?: number }) {
    this.duration = options.duration;
    this.#skew = options.skew ?? 0;
    this.#seekMs = options.seekMs ?? 50;
    clock.medias.push(this);
  }

  get currentTime(): number {
    return this.seeking ? this.#seekTarget : this.#time;
  }

  set currentTime(seconds: number) {
    this.seeks += 1;
    this.seeking = true;
    this.#seekTarget = seconds;
    this.#seekLeft = this.#seekMs;
  }

  play(): Promise<void> {
    this.paused = false;
    return Promise.resolve();
  }

  pause(): void {
    this.paused = true;
  }

  elapse(seconds: number, _now: number): void {
    if (this.seeking) {
      this.#seekLeft -= seconds * 1000;
      if (this.#seekLeft > 0) return;
      this.seeking = false;
      this.#time = this.#seekTarget;
      return;
    }
    if (!this.paused && this.readyState >= 2)
      this.#time = Math.min(this.duration, this.#time + seconds * this.playbackRate * (1 + this.#skew));
  }
}
