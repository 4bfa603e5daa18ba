/**
 * Loudness as people hear it, after ITU-R BS.1770-4: K-weighted, gated, in
 * LUFS; and a limiter that keeps a raised voice from clipping. Pure.
 */

interface Biquad {
  b0: number;
  b1: number;
  b2: number;
  a1: number;
  a2: number;
}

/**
 * The two stages of K-weighting at any sample rate: a high shelf (the head) and
 * a high pass (the ear's insensitivity to bass). Analogue parameters as the
 * recommendation's 48 kHz coefficients imply them.
 */
function kWeighting(rate: number): [Biquad, Biquad] {
  const shelfK = Math.tan((Math.PI * 1681.974450955533) / rate);
  const shelfQ = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const shelfNorm = 1 + shelfK / shelfQ + shelfK * shelfK;
  const shelf: Biquad = {
    b0: (high + (middle * shelfK) / shelfQ + shelfK * shelfK) / shelfNorm,
    b1: (2 * (shelfK * shelfK - high)) / shelfNorm,
    b2: (high - (middle * shelfK) / shelfQ + shelfK * shelfK) / shelfNorm,
    a1: (2 * (shelfK * shelfK - 1)) / shelfNorm,
    a2: (1 - shelfK / shelfQ + shelfK * shelfK) / shelfNorm,
  };
  const passK = Math.tan((Math.PI * 38.13547087602444) / rate);
  const passQ = 0.5003270373238773;
  const passNorm = 1 + passK / passQ + passK * passK;
  const pass: Biquad = {
    b0: 1,
    b1: -2,
    b2: 1,
    a1: (2 * (passK * passK - 1)) / passNorm,
    a2: (1 - passK / passQ + passK * passK) / passNorm,
  };
  return [shelf, pass];
}

function filtered(samples: Float32Array, { b0, b1, b2, a1, a2 }: Biquad): Float32Array {
  const out = new Float32Array(samples.length);
  let z1 = 0;
  let z2 = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const input = samples[index] ?? 0;
    const output = b0 * input + z1;
    z1 = b1 * input - a1 * output + z2;
    z2 = b2 * input - a2 * output;
    out[index] = output;
  }
  return out;
}

/** Loudness of a mean square; `channels` equal channels add up. */
const lufs = (meanSquare: number, channels: number) => -0.691 + 10 * Math.log10(meanSquare * channels);

/**
 * Integrated loudness in LUFS of one signal that plays on `channels` equal
 * channels (2 for a centred voice in stereo); null when it is silent or
 * shorter than one 400 ms block.
 */
export function integratedLoudness(samples: Float32Array, rate: number, channels: 1 | 2 = 2): number | null {
  const [shelf, pass] = kWeighting(rate);
  const weighted = filtered(filtered(samples, shelf), pass);
  const block = Math.round(rate * 0.4);
  const hop = Math.round(rate * 0.1);
  const powers: number[] = [];
  for (let from = 0; from + block <= weighted.length; from += hop) {
    let sum = 0;
    for (let index = from; index < from + block; index += 1) {
      const value = weighted[index] ?? 0;
      sum += value * value;
    }
    powers.push(sum / block);
  }
  // Silence must not count (absolute gate), nor pauses between sentences (relative gate).
  const audible = powers.filter((power) => power > 0 && lufs(power, channels) > -70);
  if (audible.length === 0) return null;
  const gate = lufs(mean(audible), channels) - 10;
  const loud = audible.filter((power) => lufs(power, channels) > gate);
  return lufs(mean(loud.length > 0 ? loud : audible), channels);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Keeps peaks under `ceiling` by turning down within the 5 ms before them and
 * letting go over about 80 ms; everything else is untouched. Changes `samples` in place.
 * @param ceiling of full scale, 0–1.
 */
export function limitPeaks(samples: Float32Array, rate: number, ceiling: number): void {
  const ahead = Math.max(1, Math.round(rate * 0.005));
  const keep = Math.exp(-1 / (rate * 0.08));
  const gains = smallestAhead(
    samples.map((value) => Math.min(1, ceiling / Math.max(Math.abs(value), 1e-9))),
    ahead,
  );
  let released = 1;
  for (let index = 0; index < gains.length; index += 1) {
    released = Math.min(gains[index] ?? 1, 1 - (1 - released) * keep);
    gains[index] = released;
  }
  // Averaging over the same stretch turns each step into a ramp that arrives exactly with the peak.
  let sum = ahead;
  for (let index = 0; index < samples.length; index += 1) {
    sum += (gains[index] ?? 1) - (index >= ahead ? (gains[index - ahead] ?? 1) : 1);
    const value = (samples[index] ?? 0) * (sum / ahead);
    samples[index] = Math.max(-ceiling, Math.min(ceiling, value));
  }
}

/** For each place the smallest of it and the `length - 1` values after it (a monotonic queue, so linear time). */
function smallestAhead(values: Float32Array, length: number): Float32Array {
  const queue = new Int32Array(values.length);
  const out = new Float32Array(values.length);
  let head = 0;
  let tail = 0;
  for (let index = values.length - 1; index >= 0; index -= 1) {
    const value = values[index] ?? 1;
    while (tail > head && (values[queue[tail - 1] ?? 0] ?? 1) >= value) tail -= 1;
    queue[tail] = index;
    tail += 1;
    while ((queue[head] ?? 0) >= index + length) head += 1;
    out[index] = values[queue[head] ?? index] ?? 1;
  }
  return out;
}
