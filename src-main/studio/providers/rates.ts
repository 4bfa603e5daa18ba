/** Prices and paces of chosen models, for estimates before anything is laid out. */
import type { Brief } from '#contract/model/brief.ts';
import type { ModelChoices, ModelKind, Price } from '#contract/model/providers.ts';
import type { Story, VisualSpec } from '#contract/model/story.ts';
import { OFFLINE_RATES, type RunRates } from '#domain/estimate.ts';
import { FILM_FPS, frameSize } from '#media/encode-args.ts';
import type { ClipRequest, PictureRequest, SceneContext, SpeechRequest } from '#providers/adapter.ts';
import type { CatalogueModel } from '#providers/descriptors/catalogue.ts';
import { tokenPrice } from '#providers/llm/token-price.ts';
import type { ProviderDesk } from './desk.ts';

/** Tokens of the four story stages of a short film together, and of one round of both agents; measured on our own instructions, rounded up. */
const STORY_TOKENS = { inputTokens: 14_000, outputTokens: 7_000 };
const ROUND_TOKENS = { inputTokens: 3_000, outputTokens: 700 };
/** Characters of a usual line of voice-over. */
const LINE_CHARACTERS = 60;
/** Wall-clock seconds that hosted models usually take; nobody promises them. */
const PACE = { picture: 12, clipPerSecond: 15, story: 60, round: 8, line: 3 };

/** What is chosen and cannot be used any more counts as paid at an unknown price: the run will say so, an estimate goes on. */
const GONE = { price: 0, known: false };

/** Never fails because of what is chosen: a model may be gone, or be described as another kind by now. */
export function ratesOf(desk: ProviderDesk, choices: ModelChoices, brief: Pick<Brief, 'aspect'>): RunRates {
  const rates: RunRates = { ...OFFLINE_RATES };
  const chosen = (kind: ModelKind): CatalogueModel | null => {
    const id = choices[kind];
    const model = id === null ? null : desk.find(id);
    return model?.kind === kind ? model : null;
  };
  if (choices.text !== null) {
    const model = chosen('text');
    const cost = (tokens: { inputTokens: number; outputTokens: number }) =>
      model === null ? GONE : inDollars(tokenPrice(model, tokens, desk.definition(model.provider).where));
    rates.story = { ...cost(STORY_TOKENS), seconds: PACE.story };
    rates.enhancement = { ...cost(ROUND_TOKENS), seconds: PACE.round };
  }
  if (choices.picture !== null) {
    const adapter = chosen('picture') === null ? null : desk.adapter(choices.picture);
    const cost = adapter === null ? GONE : inDollars(adapter.price(samplePicture(brief)));
    rates.picture = { ...cost, seconds: PACE.picture, atOnce: adapter?.concurrency ?? 1 };
  }
  if (choices.clip !== null) {
    const adapter = chosen('clip') === null ? null : desk.adapter(choices.clip);
    const cost = (seconds: number) => (adapter === null ? GONE : inDollars(adapter.price(sampleClip(brief, seconds))));
    rates.take = {
      priceOf: (seconds) => cost(seconds).price,
      known: cost(5).known,
      secondsPerSecond: PACE.clipPerSecond,
      atOnce: adapter?.concurrency ?? 1,
    };
  }
  if (choices.speech !== null) {
    const adapter = chosen('speech') === null ? null : desk.adapter(choices.speech);
    const cost = adapter === null ? GONE : inDollars(adapter.price(sampleLine));
    rates.speech = { ...cost, seconds: PACE.line };
  }
  return rates;
}

/** Sums are in one currency; a price in another one cannot be added to them. */
const inDollars = ({ amount, currency, basis }: Price): { price: number; known: boolean } =>
  basis === 'unknown' || (amount > 0 && currency !== OFFLINE_RATES.currency) ? GONE : { price: amount, known: true };

const sampleLine: SpeechRequest = {
  kind: 'speech',
  text: 'x'.repeat(LINE_CHARACTERS),
  voice: null,
  language: 'en',
  seconds: null,
  seed: 1,
};

/** A scene of which only the picture's shape is known. */
function sampleScene(brief: Pick<Brief, 'aspect'>): SceneContext {
  return {
    spec: {
      beat: '',
      seconds: 4,
      setting: '',
      action: '',
      presence: { characterVisible: false, characterTiming: '', productVisible: false, productTiming: '' },
      camera: { angle: 'eye level', movement: 'static', movementNote: '', framing: 'medium', lens: '' },
      lighting: { setup: '', mood: '', colorTemperature: '' },
      emotionalTone: '',
      voiceOver: null,
    },
    story: {} as Story,
    markers: {} as VisualSpec['markers'],
    sceneNumber: 1,
    aspect: brief.aspect,
  };
}

const frame = { sha256: '0'.repeat(64), mime: 'image/png', path: '' };

function samplePicture(brief: Pick<Brief, 'aspect'>): PictureRequest {
  const scene = sampleScene(brief);
  return {
    kind: 'picture',
    prompt: 'A scene',
    negative: '',
    seed: 1,
    ...frameSize(brief.aspect),
    role: 'start',
    variation: 1,
    references: [],
    scene,
  };
}

function sampleClip(brief: Pick<Brief, 'aspect'>, seconds: number): ClipRequest {
  return {
    kind: 'clip',
    prompt: 'A scene',
    negative: '',
    seed: 1,
    ...frameSize(brief.aspect),
    fps: FILM_FPS,
    seconds,
    movement: 'static',
    take: 1,
    startFrame: { input: frame, request: null },
    endFrame: { input: frame, request: null },
    scene: sampleScene(brief),
  };
}
