/**
 * One clock for several videos. Browsers start, stall and drift each video on
 * its own; this keeps every one within a frame of a shared position: it waits
 * until all can show a frame before the clock starts, nudges the rate of one
 * that drifts, and seeks one that is far off.
 *
 * A member occupies a stretch of the clock. Takes compared side by side all
 * start at zero; shots played one after another follow each other, and the one
 * to come stands paused on its first frame so that the change is seamless.
 */
import { FRAMES_PER_SECOND, FRAME_SECONDS, frameAt } from './timecode.ts';

/** What is needed of a video element. */
export interface PlayableMedia {
  currentTime: number;
  playbackRate: number;
  readonly duration: number;
  readonly paused: boolean;
  readonly seeking: boolean;
  readonly readyState: number;
  readonly error: unknown;
  play(): Promise<void>;
  pause(): void;
}

interface Member {
  media: PlayableMedia;
  /** First moment of the clock at which this member is on, seconds. */
  startSeconds: number;
  /** Moment at which it stops being on; `Infinity` holds its last frame until the end. */
  endSeconds: number;
  /** Where in the media its stretch begins, seconds. */
  sourceSeconds: number;
  /** A member with sound leads: the clock follows it, because correcting it would be heard. */
  leads: boolean;
}

/** What buttons and labels show; a new object only when something in it changed. */
export interface PlaybackState {
  playing: boolean;
  /** Times normal speed; negative is backwards. */
  rate: number;
  loop: boolean;
  /** True while the clock stands because a video cannot show its frame yet. */
  waiting: boolean;
}

export interface PlaybackClock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls back before the next picture; returns a cancel. */
  nextFrame(callback: () => void): () => void;
}

const browserClock: PlaybackClock = {
  now: () => performance.now(),
  nextFrame(callback) {
    const handle = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(handle);
  },
};

/** Off by less than this is left alone, seconds. */
const TOLERATED_DRIFT = 0.008;
/** Off by more than this is put right by seeking, seconds. */
const SEEK_DRIFT = 0.25;
/** A drift is worked off over this time, seconds, by at most `MAX_NUDGE` of the rate. */
const CORRECTION_SECONDS = 0.4;
const MAX_NUDGE = 0.12;
/** A video that has kept the others waiting this long is left to catch up alone, milliseconds. */
const PATIENCE_MS = 2500;
/** A longer pause between two pictures means the window was hidden; the clock does not count it, milliseconds. */
const HIDDEN_MS = 1000;
/** Speeds J and L go through, times normal. */
const SHUTTLE_RATES: readonly number[] = [1, 2, 4, 8];
const HAVE_CURRENT_DATA = 2;

export class SynchronisedPlayback {
  readonly #clock: PlaybackClock;
  readonly #members = new Map<object, Member>();
  readonly #stateListeners = new Set<() => void>();
  readonly #positionListeners = new Set<(seconds: number) => void>();
  #state: PlaybackState = { playing: false, rate: 1, loop: false, waiting: false };
  #position = 0;
  #duration = 0;
  #lastTick = 0;
  #waitingSince: number | null = null;
  #cancelFrame: (() => void) | null = null;

  constructor(clock: PlaybackClock = browserClock) {
    this.#clock = clock;
  }

  get state(): PlaybackState {
    return this.#state;
  }

  /** Seconds on the clock. */
  get position(): number {
    return this.#position;
  }

  get duration(): number {
    return this.#duration;
  }

  /** Adds a video, or changes the stretch of one that is there. Returns its removal. */
  place(key: object, member: Member): () => void {
    this.#members.set(key, member);
    this.#wake();
    return () => {
      if (this.#members.get(key) === member) this.#members.delete(key);
    };
  }

  /** Length of the whole, seconds; a position beyond it is brought back. */
  setDuration(seconds: number): void {
    this.#duration = Math.max(0, seconds);
    if (this.#position > this.#duration) this.#moveTo(this.#duration);
  }

  /** Called whenever `state` is a new object. */
  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Called with every new position, up to once per picture; for imperative drawing. */
  onPosition(listener: (seconds: number) => void): () => void {
    this.#positionListeners.add(listener);
    return () => this.#positionListeners.delete(listener);
  }

  play(rate = 1): void {
    if (this.#duration <= 0) return;
    if (rate > 0 && this.#position >= this.#duration - FRAME_SECONDS / 2) this.#moveTo(0);
    this.#lastTick = this.#clock.now();
    this.#change({ playing: true, rate });
    this.#wake();
  }

  pause(): void {
    for (const { media } of this.#members.values()) if (!media.paused) media.pause();
    this.#change({ playing: false, rate: 1, waiting: false });
    this.#waitingSince = null;
    this.#wake();
  }

  toggle(): void {
    if (this.#state.playing) this.pause();
    else this.play();
  }

  seek(seconds: number): void {
    this.#moveTo(Math.min(this.#duration, Math.max(0, seconds)));
    this.#lastTick = this.#clock.now();
    this.#wake();
  }

  /** Stops and moves by whole frames. */
  step(frames: number): void {
    if (this.#state.playing) this.pause();
    this.seek((frameAt(this.#position) + frames) / FRAMES_PER_SECOND);
  }

  /** Editors' shuttle: L plays and then speeds up, J does the same backwards, K stops. */
  shuttle(key: 'j' | 'k' | 'l'): void {
    if (key === 'k') {
      this.pause();
      return;
    }
    const direction = key === 'l' ? 1 : -1;
    const { playing, rate } = this.#state;
    const same = playing && Math.sign(rate) === direction;
    const faster = SHUTTLE_RATES.find((each) => each > Math.abs(rate)) ?? SHUTTLE_RATES.at(-1) ?? 1;
    this.play(direction * (same ? faster : 1));
  }

  setLoop(loop: boolean): void {
    this.#change({ loop });
  }

  /** Stops everything; the object is not used afterwards. */
  dispose(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    for (const { media } of this.#members.values()) if (!media.paused) media.pause();
    this.#members.clear();
    this.#stateListeners.clear();
    this.#positionListeners.clear();
  }

  #change(patch: Partial<PlaybackState>): void {
    const next = { ...this.#state, ...patch };
    const current = this.#state;
    if (next.playing === current.playing && next.rate === current.rate && next.loop === current.loop && next.waiting === current.waiting)
      return;
    this.#state = next;
    for (const listener of this.#stateListeners) listener();
  }

  #moveTo(seconds: number): void {
    if (seconds === this.#position) return;
    this.#position = seconds;
    for (const listener of this.#positionListeners) listener(seconds);
  }

  #wake(): void {
    this.#cancelFrame ??= this.#clock.nextFrame(() => {
      this.#cancelFrame = null;
      if (this.#tick()) this.#wake();
    });
  }

  /** One picture's worth of work; true when there is more to do. */
  #tick(): boolean {
    const now = this.#clock.now();
    const elapsed = now - this.#lastTick;
    this.#lastTick = now;
    if (!this.#state.playing) return this.#settle();
    if (this.#mustWait(now)) {
      for (const { media } of this.#members.values()) if (!media.paused) media.pause();
      this.#settle();
      return true;
    }
    this.#advance(elapsed > HIDDEN_MS ? 0 : elapsed / 1000);
    if (this.#state.playing) for (const member of this.#members.values()) this.#follow(member);
    return true;
  }

  #advance(elapsedSeconds: number): void {
    const { rate, loop } = this.#state;
    const leader = rate > 0 ? this.#leader() : null;
    const next =
      leader === null ? this.#position + elapsedSeconds * rate : leader.media.currentTime - leader.sourceSeconds + leader.startSeconds;
    if (next >= this.#duration || (leader !== null && next >= this.#duration - FRAME_SECONDS / 2)) {
      if (loop) this.#moveTo(0);
      else {
        this.#moveTo(this.#duration);
        this.pause();
      }
    } else if (next <= 0 && rate < 0) {
      if (loop) this.#moveTo(this.#duration);
      else {
        this.#moveTo(0);
        this.pause();
      }
    } else this.#moveTo(next);
  }

  /** The sounding member that is running now, if any. */
  #leader(): Member | null {
    for (const member of this.#members.values()) {
      if (member.leads && this.#isOn(member) && !member.media.paused && !member.media.seeking && member.media.error === null) {
        // A seek has not reached the media yet: following it now would jump back to where it was.
        const expected = this.#target(member);
        if (Math.abs(member.media.currentTime - expected) < SEEK_DRIFT * Math.max(1, this.#state.rate)) return member;
      }
    }
    return null;
  }

  #isOn(member: Member): boolean {
    return this.#position >= member.startSeconds - 1e-6 && this.#position < member.endSeconds - 1e-6;
  }

  /** Where in its media a member should be now; outside its stretch, where it will come in. */
  #target(member: Member): number {
    const local = Math.max(0, this.#position - member.startSeconds) + member.sourceSeconds;
    const wanted = this.#position >= member.endSeconds ? member.sourceSeconds : local;
    const last = Number.isFinite(member.media.duration) ? Math.max(0, member.media.duration - FRAME_SECONDS / 2) : wanted;
    return Math.min(wanted, last);
  }

  #mustWait(now: number): boolean {
    const late = [...this.#members.values()].some(
      (member) =>
        this.#isOn(member) &&
        member.media.error === null &&
        (member.media.readyState < HAVE_CURRENT_DATA || (this.#state.rate > 0 && member.media.seeking)),
    );
    if (!late) {
      this.#waitingSince = null;
      this.#change({ waiting: false });
      return false;
    }
    this.#waitingSince ??= now;
    const patient = now - this.#waitingSince < PATIENCE_MS;
    this.#change({ waiting: patient });
    return patient;
  }

  /** Keeps one member with the clock while it runs. */
  #follow(member: Member): void {
    const { media } = member;
    if (media.error !== null || media.readyState < 1) return;
    const target = this.#target(member);
    const drift = media.currentTime - target;
    const ended = Number.isFinite(media.duration) && target >= media.duration - FRAME_SECONDS;
    if (!this.#isOn(member) || this.#state.rate < 0 || ended) {
      if (!media.paused) media.pause();
      if (!media.seeking && Math.abs(drift) > FRAME_SECONDS / 2) media.currentTime = target;
      return;
    }
    const { rate } = this.#state;
    if (Math.abs(drift) > SEEK_DRIFT * Math.max(1, rate)) {
      if (!media.seeking) media.currentTime = target;
    } else if (!member.leads) {
      const nudge = Math.abs(drift) <= TOLERATED_DRIFT ? 0 : Math.min(MAX_NUDGE, Math.max(-MAX_NUDGE, drift / CORRECTION_SECONDS));
      setRate(media, rate * (1 - nudge));
    } else setRate(media, rate);
    // `play` rejects when it is interrupted by a pause, which is ordinary here.
    if (media.paused) void media.play().catch(() => undefined);
  }

  /** Brings standing videos to their frame; true while one is still on its way. */
  #settle(): boolean {
    let unsettled = false;
    for (const member of this.#members.values()) {
      const { media } = member;
      if (media.error !== null) continue;
      if (media.readyState < 1) {
        unsettled = true;
        continue;
      }
      // A quarter frame in, so that rounding never shows the frame before.
      const target = this.#target(member) + FRAME_SECONDS / 4;
      const bounded = Number.isFinite(media.duration) ? Math.min(target, Math.max(0, media.duration - FRAME_SECONDS / 4)) : target;
      if (Math.abs(media.currentTime - bounded) > FRAME_SECONDS / 8) {
        unsettled = true;
        if (!media.seeking) media.currentTime = bounded;
      }
    }
    return unsettled;
  }
}

/** Setting the same rate again makes some browsers re-buffer. */
function setRate(media: PlayableMedia, rate: number): void {
  const rounded = Math.round(rate * 1000) / 1000;
  if (media.playbackRate !== rounded) media.playbackRate = rounded;
}
