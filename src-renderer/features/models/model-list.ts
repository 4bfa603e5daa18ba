/** Models in the order people look for them, and what they are in words. Pure. */
import type { ModelCard, ModelKind, ProviderCard, ProviderTest } from '#contract/model/providers.ts';
import { formatDay } from '../../ui/format.ts';
import { matchWords } from '../palette/match-words.ts';

/** The provider of what works here without any other. */
export const OWN_PROVIDER = 'heroframe';

export const isOwn = (model: Pick<ModelCard, 'provider'>): boolean => model.provider === OWN_PROVIDER;

export const kindWords: Record<ModelKind, { role: string; makes: string; things: string }> = {
  text: { role: 'Writer', makes: 'words', things: 'the story and the prompts' },
  picture: { role: 'Pictures', makes: 'pictures', things: 'the storyboard frames' },
  clip: { role: 'Clips', makes: 'clips', things: 'the takes' },
  speech: { role: 'Voice', makes: 'voices', things: 'the voice-over' },
};

export interface ModelGroup {
  provider: string;
  label: string;
  ready: boolean;
  /** Why none of them can be used now; empty when ready. */
  notReady: string;
  models: ModelCard[];
}

export interface ModelFilter {
  kind?: ModelKind | null;
  search?: string;
  readyOnly?: boolean;
}

const searched = (model: ModelCard): string => `${model.name} ${model.providerLabel} ${model.id} ${takesWords(model).join(' ')}`;

/** Groups by provider: this computer first, then what can be used now, then what has to be set up; by name within each. */
export function groupModels(models: readonly ModelCard[], filter: ModelFilter = {}): ModelGroup[] {
  const groups = new Map<string, ModelGroup>();
  for (const model of models) {
    if (filter.kind !== undefined && filter.kind !== null && model.kind !== filter.kind) continue;
    if (filter.readyOnly === true && !model.ready) continue;
    if (filter.search !== undefined && matchWords(searched(model), filter.search) === 0) continue;
    const group = groups.get(model.provider) ?? {
      provider: model.provider,
      label: model.providerLabel,
      ready: model.ready,
      notReady: model.notReady,
      models: [],
    };
    group.models.push(model);
    groups.set(model.provider, group);
  }
  const place = (group: ModelGroup): number => (group.provider === OWN_PROVIDER ? 0 : group.ready ? 1 : 2);
  return [...groups.values()].sort((a, b) => place(a) - place(b) || a.label.localeCompare(b.label, 'en'));
}

/** What a model understands beside the prompt, a word or two each. */
export function takesWords(model: ModelCard): string[] {
  const { takes } = model;
  return [
    takes.startFrame ? 'start frame' : null,
    takes.endFrame ? 'end frame' : null,
    takes.references > 0 ? (takes.references === 1 ? '1 reference' : `${takes.references} references`) : null,
    takes.negative ? 'words to avoid' : null,
    takes.seed ? 'seed' : null,
    model.lengths === '' ? null : model.lengths,
  ].filter((word) => word !== null);
}

/** How old a price is: "checked 20 Nov 2026"; empty when there is none to check. */
export function checkedWords(model: Pick<ModelCard, 'priceVerifiedAt' | 'free'>): string {
  return model.free || model.priceVerifiedAt === null ? '' : `checked ${formatDay(model.priceVerifiedAt)}`;
}

/** The model that will be used: the one in force, else this computer's own of that kind. Null while models are not known. */
export function modelInForce(models: readonly ModelCard[] | null, kind: ModelKind, inForce: string | null | undefined): ModelCard | null {
  if (models === null || inForce === undefined) return null;
  const own = models.find((model) => isOwn(model) && model.kind === kind) ?? null;
  return inForce === null ? own : (models.find((model) => model.id === inForce) ?? null);
}

export interface ProviderState {
  tone: 'good' | 'fair' | 'none';
  label: string;
}

/**
 * The state of a provider in two or three words; what it means in full is in `paused.reason` or `notReady`.
 * A server on this computer needs no key, so only asking it says whether it runs.
 */
export function providerState(provider: ProviderCard, test?: ProviderTest | null): ProviderState {
  if (provider.paused !== null) return { tone: 'fair', label: 'Paused' };
  if (provider.ready) {
    if (test?.ok === false) return { tone: 'fair', label: provider.where === 'local' ? 'No answer' : 'Test failed' };
    if (provider.where === 'local') return test?.ok === true ? { tone: 'good', label: 'Answers' } : { tone: 'none', label: 'Not tested' };
    return { tone: 'good', label: 'Ready' };
  }
  const missing = provider.keys.some((key) => key.required && key.from === null);
  return missing ? { tone: 'none', label: 'Needs a key' } : { tone: 'fair', label: 'Check address' };
}

/** The providers in the two groups people think in; those that can be used come first. */
export function groupProviders(
  providers: readonly ProviderCard[],
): { title: string; where: ProviderCard['where']; providers: ProviderCard[] }[] {
  const place = (provider: ProviderCard): number => (provider.paused !== null ? 0 : provider.ready ? 1 : 2);
  const sorted = [...providers].sort((a, b) => place(a) - place(b) || a.label.localeCompare(b.label, 'en'));
  return [
    { title: 'Services', where: 'cloud' as const, providers: sorted.filter((each) => each.where === 'cloud') },
    { title: 'On your computer and network', where: 'local' as const, providers: sorted.filter((each) => each.where === 'local') },
  ];
}

/** The person's own OpenAI-compatible servers; only these can be removed. */
export const isOwnServer = (provider: Pick<ProviderCard, 'id'>): boolean => provider.id.startsWith('server-');

/** A server on this computer needs no setting up; that it was given an address or has told its models says that it is used. */
const isUsed = (provider: ProviderCard, models: readonly ModelCard[]): boolean =>
  isOwnServer(provider) ||
  provider.addresses.some((address) => address.from !== 'standard') ||
  models.some((model) => model.provider === provider.id && model.origin === 'server');

/** One line for Home: what is connected. Null while it is not known. */
export function connectedWords(
  providers: readonly ProviderCard[] | null,
  models: readonly ModelCard[],
): { ready: boolean; words: string } | null {
  if (providers === null) return null;
  const ready = providers.filter((each) => each.ready && each.paused === null && (each.where === 'cloud' || isUsed(each, models)));
  const paused = providers.filter((each) => each.paused !== null);
  const parts = [
    ready.length === 0 ? null : ready.map((each) => each.label).join(', '),
    paused.length === 0 ? null : `${paused.map((each) => each.label).join(', ')} paused`,
  ].filter((part) => part !== null);
  return parts.length === 0
    ? { ready: false, words: 'None connected; everything runs on this computer' }
    : { ready: ready.length > 0, words: parts.join(' · ') };
}
