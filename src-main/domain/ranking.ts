/** Which candidate is best, and why, in words that follow from what was measured. */
import type { Preset } from '#contract/model/primitives.ts';
import type { MetricId, Overall, Score } from '#contract/model/quality.ts';
import { isBroken, type ClipFlag } from './flags.ts';
import { capitalise, countInWords, listInWords, metricWords } from './metric-words.ts';
import { weightOf, type Judged } from './overall.ts';
import { presetSettings } from '#contract/model/presets.ts';

/** A variation or take that was made; those that failed are not candidates. */
export interface Candidate {
  id: string;
  number: number;
  overall: Overall;
  scores: readonly Score[];
  /** Perceptual fingerprint, for pictures. */
  phash?: string | null;
  /** Faults found in a clip, and its length in seconds. */
  flags?: readonly ClipFlag[];
  seconds?: number;
}

/** A score margin (points of 100) worth a word. */
const NOTABLE = 3;
/** Two overall scores closer than this are level: the measures do not decide. */
const LEVEL = 1;
/** Scores from here on are called good, and below here weak. */
const GOOD = 85;
const WEAK = 50;

const broken = (candidate: Candidate): boolean => isBroken(candidate.flags ?? [], candidate.seconds ?? 0);

/**
 * Order of merit, best first: broken clips behind sound ones; preference scores before technical ones (the two
 * are different quantities and are never compared); then by overall; ties by number; unscored last.
 */
export function orderOf<T extends Candidate>(candidates: readonly T[]): T[] {
  const basisRank = { preference: 0, technical: 1, none: 2 } as const;
  return candidates.toSorted((a, b) => {
    const unscored = Number(a.overall.value === null) - Number(b.overall.value === null);
    if (unscored !== 0) return unscored;
    const faults = Number(broken(a)) - Number(broken(b));
    if (faults !== 0) return faults;
    const basis = basisRank[a.overall.basis] - basisRank[b.overall.basis];
    if (basis !== 0) return basis;
    const value = (b.overall.value ?? 0) - (a.overall.value ?? 0);
    return value === 0 ? a.number - b.number : value;
  });
}

/** Rank by id, from 1; null for what has no score. */
export function ranksOf(candidates: readonly Candidate[]): Map<string, number | null> {
  return new Map(orderOf(candidates).map((candidate, i) => [candidate.id, candidate.overall.value === null ? null : i + 1]));
}

function scoreOf(candidate: Candidate, metric: MetricId): number | null {
  const score = candidate.scores.find((one) => one.metric === metric);
  return score?.status === 'measured' ? score.score : null;
}

interface Trait {
  metric: MetricId;
  score: number;
  weight: number;
  /** Points above the best of the others (negative: below); null without others to compare with. */
  lead: number | null;
  /** Points below the worst of the others; null without others. */
  lag: number | null;
}

/** What was measured of one candidate, beside the same measure of the others. */
function traitsOf(candidate: Candidate, others: readonly Candidate[], judged: Judged): Trait[] {
  return candidate.overall.measured.flatMap((metric): Trait[] => {
    const score = scoreOf(candidate, metric);
    if (score === null || metricWords[metric] === undefined) return [];
    const rest = others.flatMap((other) => scoreOf(other, metric) ?? []);
    return [
      {
        metric,
        score,
        weight: weightOf(metric, judged, candidate.overall.basis),
        lead: rest.length === 0 ? null : score - Math.max(...rest),
        lag: rest.length === 0 ? null : Math.min(...rest) - score,
      },
    ];
  });
}

/** Best-of-the-lot traits first by what they add to the score, then traits good in themselves. */
function strengths(traits: readonly Trait[], most: number, good: number): { superlatives: string[]; plain: string[] } {
  const leading = traits
    .filter((trait) => trait.lead !== null && trait.lead >= NOTABLE && trait.score >= WEAK)
    .sort((a, b) => (b.lead ?? 0) * b.weight - (a.lead ?? 0) * a.weight)
    .slice(0, most);
  const fine = traits
    .filter((trait) => trait.score >= GOOD && !leading.includes(trait))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, good);
  return {
    superlatives: leading.flatMap(({ metric }) => metricWords[metric]?.most ?? []),
    plain: fine.flatMap(({ metric }) => metricWords[metric]?.good ?? []),
  };
}

function weaknesses(traits: readonly Trait[], most: number): string[] {
  return traits
    .filter((trait) => trait.score < WEAK)
    .sort((a, b) => b.weight * (WEAK - b.score) - a.weight * (WEAK - a.score))
    .slice(0, most)
    .flatMap(({ metric }) => metricWords[metric]?.weak ?? []);
}

const points = (gap: number): string => {
  const rounded = Math.max(1, Math.round(gap));
  return `${rounded} ${rounded === 1 ? 'point' : 'points'}`;
};

export interface Pick {
  id: string;
  number: number;
  /** One sentence: why this one. */
  reason: string;
  /** The runner-up is within a point: the measures do not decide, a person should. */
  level: boolean;
}

/** Names the pick and says why. Null without candidates. */
function pickBest(candidates: readonly Candidate[], judged: Judged): Pick | null {
  const [best, second] = orderOf(candidates);
  if (best === undefined) return null;
  const noun = judged === 'picture' ? 'variation' : 'take';
  const of = (reason: string, level = false): Pick => ({ id: best.id, number: best.number, reason, level });
  if (best.overall.value === null) {
    if (candidates.length === 1) return of(`The only ${noun}; it could not be scored.`);
    const none = candidates.length === 2 ? 'neither' : `none of the ${countInWords(candidates.length)}`;
    return of(`The first ${noun}: ${none} could be scored.`);
  }
  const technical = best.overall.basis === 'technical';
  const others = candidates.filter((candidate) => candidate.id !== best.id && candidate.overall.basis === best.overall.basis);
  const { superlatives, plain } = strengths(traitsOf(best, others, judged), 2, 1);
  const words = [
    superlatives.length === 0 ? '' : `${listInWords(superlatives)} of the ${countInWords(others.length + 1)}`,
    ...plain,
  ].filter((word) => word !== '');
  if (second === undefined) {
    const praise = words.length === 0 ? '' : `: ${listInWords(words)}`;
    return of(
      `The only ${noun}${praise}; ${Math.round(best.overall.value)} of 100 on ${technical ? 'technical measures' : 'what people prefer'}.`,
    );
  }
  const measure = technical ? ' on technical measures' : '';
  const opening = words.length > 0 ? capitalise(listInWords(words)) : '';
  const rival = `${noun} ${second.number}`;
  if (second.overall.value === null) {
    const only = `the only ${noun} of ${countInWords(candidates.length)} that could be scored`;
    return of(opening === '' ? `${capitalise(only)}.` : `${opening}; ${only}.`);
  }
  if (broken(second) && !broken(best)) {
    const fault = candidates.length === 2 ? `${rival} has a fault` : 'the others have faults';
    return of(`${opening === '' ? `The only sound ${noun}` : opening}; ${fault}.`);
  }
  if (second.overall.basis !== best.overall.basis) {
    const only = `the only ${noun} with a preference score`;
    return of(opening === '' ? `${capitalise(only)}.` : `${opening}; ${only}.`);
  }
  const gap = best.overall.value - second.overall.value;
  if (gap < LEVEL) {
    const level = `level with ${rival}${measure}, within a point`;
    return of(opening === '' ? `${capitalise(level)}; look at both.` : `${opening}; ${level}, so look at both.`, true);
  }
  const above = `${points(gap)} above ${rival}${measure}`;
  return of(opening === '' ? `Best on balance; ${above}.` : `${opening}; ${above}.`);
}

/** Picks a frame's variation, with a reason. Null without candidates. */
export function pickVariation(candidates: readonly Candidate[]): Pick | null {
  return pickBest(candidates, 'picture');
}

/**
 * Picks a scene's take, with a reason. `review` says that a person must look first (row W10): every scored take is
 * below `threshold` (0–100; null asks for nothing), or even the best one is broken.
 */
export function pickTake(candidates: readonly Candidate[], threshold: number | null = null): (Pick & { review: string | null }) | null {
  const pick = pickBest(candidates, 'take');
  if (pick === null) return null;
  return { ...pick, review: takesReview(candidates, threshold) };
}

/** Why a scene's takes must be looked at by a person, as a sentence; null when they need not. */
function takesReview(candidates: readonly Candidate[], threshold: number | null): string | null {
  const [best] = orderOf(candidates);
  if (best === undefined || best.overall.value === null) return null;
  const scored = candidates.filter((candidate) => candidate.overall.value !== null);
  if (threshold !== null && scored.every((candidate) => (candidate.overall.value ?? 0) < threshold)) {
    const which =
      scored.length === 1
        ? 'The only scored take is'
        : scored.length === 2
          ? 'Both scored takes are'
          : `All ${countInWords(scored.length)} takes are`;
    const measure = best.overall.basis === 'technical' ? ' on technical measures' : '';
    return `${which} below the bar of ${threshold} (best ${Math.round(best.overall.value)}${measure}); look at them before the cut.`;
  }
  if (broken(best)) {
    return `Every take has a fault; in take ${best.number}: ${(best.flags ?? []).map((flag) => flag.message).join(' ')}`;
  }
  return null;
}

/** Overall score (0–100) below which a frame is flagged (row F4); null in simple mode. */
export function frameThreshold(preset: Preset): number | null {
  return presetSettings[preset].threshold;
}

/** Overall score (0–100) below which all takes of a scene go to review (row W10); null in simple mode. */
export function takesThreshold(preset: Preset): number | null {
  return presetSettings[preset].threshold;
}

/** One sentence on a take's strengths and weaknesses beside the others of its scene. */
export function takeSummary(take: Candidate, others: readonly Candidate[]): string {
  const fault = (take.flags ?? []).map((flag) => flag.message.replace(/\.$/, ''));
  if (take.overall.value === null) {
    return fault.length === 0 ? 'Nothing about this take could be measured.' : `${listInSentence(fault)}; nothing else could be measured.`;
  }
  const peers = others.filter((other) => other.id !== take.id && other.overall.basis === take.overall.basis);
  const traits = traitsOf(take, peers, 'take');
  const { superlatives, plain } = strengths(traits, 2, superlativesWanted(traits));
  const good = [...(superlatives.length === 0 ? [] : [`${listInWords(superlatives)} of the ${countInWords(peers.length + 1)}`]), ...plain];
  // Behind all others by much, though not weak in itself.
  const behind = traits
    .filter((trait) => trait.score >= WEAK && trait.lag !== null && trait.lag >= 2 * NOTABLE)
    .sort((a, b) => (b.lag ?? 0) * b.weight - (a.lag ?? 0) * a.weight)
    .slice(0, 1)
    .flatMap(({ metric }) => (metricWords[metric] === undefined ? [] : [behindInWords(metricWords[metric].good, peers.length)]));
  const bad = [...weaknesses(traits, 2), ...behind].slice(0, 2);
  const technical = take.overall.basis === 'technical' ? ' (technical measures only)' : '';
  const body =
    good.length === 0 && bad.length === 0
      ? 'middling in everything measured'
      : good.length === 0
        ? listInWords(bad)
        : bad.length === 0
          ? listInWords(good)
          : `${listInWords(good)}, but ${listInWords(bad)}`;
  if (fault.length > 0) return `${listInSentence(fault)}; otherwise ${body}${technical}.`;
  return `${capitalise(body)}${technical}.`;
}

/** Two plain strengths when nothing stands out, one beside superlatives. */
function superlativesWanted(traits: readonly Trait[]): number {
  return traits.some((trait) => trait.lead !== null && trait.lead >= NOTABLE) ? 1 : 2;
}

/** "less sharp than the others"; what is "free of noise" is "less free of noise". */
function behindInWords(good: string, others: number): string {
  return `less ${good} than the ${others === 1 ? 'other' : 'others'}`;
}

function listInSentence(sentences: readonly string[]): string {
  return sentences.map((sentence, i) => (i === 0 ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1))).join(', and ');
}
