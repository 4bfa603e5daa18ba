/** Providers, models, money and previews of the fake studio: ten providers in every state there is, some twenty-five models. */
import type {
  LedgerLine,
  ModelCard,
  ModelChoices,
  ModelKind,
  MoneyReport,
  ProviderCard,
  RequestPreview,
} from '#contract/model/providers.ts';
import { T0 } from './fake-film.ts';

interface FakeProvider {
  id: string;
  label: string;
  makes: ModelKind[];
  where?: 'local';
  variable?: string;
  key?: 'environment' | 'safe-storage';
  required?: boolean;
  address: string;
  addressVariable: string;
  own?: string;
  paused?: string;
  problem?: string;
  account?: string;
  secondKey?: string;
}

const providers: FakeProvider[] = [
  {
    id: 'fal',
    label: 'fal',
    makes: ['picture', 'clip'],
    variable: 'FAL_KEY',
    key: 'environment',
    address: 'https://queue.fal.run',
    addressVariable: 'FAL_BASE_URL',
    account: 'https://fal.ai/dashboard/keys',
  },
  {
    id: 'replicate',
    label: 'Replicate',
    makes: ['picture', 'clip'],
    variable: 'REPLICATE_API_TOKEN',
    key: 'safe-storage',
    address: 'https://api.replicate.com/v1',
    addressVariable: 'REPLICATE_BASE_URL',
    account: 'https://replicate.com/account/api-tokens',
    paused: 'The account at Replicate has no credit left, so nothing more is sent there. What was made is kept.',
  },
  {
    id: 'runway',
    label: 'Runway',
    makes: ['picture', 'clip'],
    variable: 'RUNWAYML_API_SECRET',
    address: 'https://api.dev.runwayml.com/v1',
    addressVariable: 'RUNWAYML_BASE_URL',
    account: 'https://dev.runwayml.com',
  },
  {
    id: 'luma',
    label: 'Luma',
    makes: ['picture', 'clip'],
    variable: 'LUMA_AGENTS_API_KEY',
    address: 'https://agents.lumalabs.ai/v1',
    addressVariable: 'LUMA_BASE_URL',
    account: 'https://lumalabs.ai/api/keys',
  },
  {
    id: 'openai',
    label: 'OpenAI',
    makes: ['text', 'picture'],
    variable: 'OPENAI_API_KEY',
    key: 'safe-storage',
    address: 'https://api.openai.com/v1',
    addressVariable: 'OPENAI_BASE_URL',
    account: 'https://platform.openai.com/api-keys',
  },
  {
    id: 'anthropic',
    label: 'Anthropic',
    makes: ['text'],
    variable: 'ANTHROPIC_API_KEY',
    address: 'https://api.anthropic.com',
    addressVariable: 'ANTHROPIC_BASE_URL',
    account: 'https://console.anthropic.com/settings/keys',
  },
  {
    id: 'elevenlabs',
    label: 'ElevenLabs',
    makes: ['speech'],
    variable: 'ELEVENLABS_API_KEY',
    address: 'https://api.elevenlabs.io/v1',
    addressVariable: 'ELEVENLABS_BASE_URL',
    account: 'https://elevenlabs.io/app/settings/api-keys',
  },
  {
    id: 'comfyui',
    label: 'ComfyUI',
    makes: ['picture', 'clip'],
    where: 'local',
    address: 'http://127.0.0.1:8188',
    addressVariable: 'COMFYUI_URL',
    own: 'http://192.168.1.20:8188',
  },
  {
    id: 'ollama',
    label: 'Ollama',
    makes: ['text'],
    where: 'local',
    address: 'http://localhost:11434/v1',
    addressVariable: 'OLLAMA_BASE_URL',
  },
  {
    id: 'a1111',
    label: 'Automatic1111 or Forge',
    makes: ['picture'],
    where: 'local',
    address: 'http://127.0.0.1:7860',
    addressVariable: 'A1111_URL',
    problem: 'Automatic1111 or Forge is reached over http or https, not ftp. An address looks like http://127.0.0.1:7860.',
    own: 'ftp://studio-box:7860',
  },
  {
    id: 'server-studio-box',
    label: 'Studio box',
    makes: ['text'],
    where: 'local',
    variable: 'HEROFRAME_SERVER_STUDIO_BOX_KEY',
    required: false,
    address: 'http://192.168.1.20:8000/v1',
    addressVariable: 'HEROFRAME_SERVER_STUDIO_BOX_URL',
  },
];

type FakeModel = [
  id: string,
  provider: string,
  name: string,
  kind: ModelKind,
  price: string,
  takes: string,
  lengths?: string | undefined,
  checked?: string | null,
];

/** `takes`: s start frame, e end frame, n words to avoid, d seed, digit references. */
const models: FakeModel[] = [
  ['fal-ai/flux/schnell', 'fal', 'FLUX.1 schnell', 'picture', 'about $0.003 a picture', 'd'],
  ['fal-ai/flux-pro/v1.1', 'fal', 'FLUX 1.1 pro', 'picture', 'about $0.04 a picture', 'd'],
  ['fal-ai/flux-2/edit', 'fal', 'FLUX.2 dev (from pictures)', 'picture', 'about $0.024 a picture', 'd4'],
  ['fal-ai/kling-video/v2.5-turbo/pro', 'fal', 'Kling 2.5 Turbo Pro', 'clip', 'about $0.07 a second', 'sen', '5 or 10 s'],
  ['fal-ai/wan/v2.2-a14b', 'fal', 'Wan 2.2 A14B', 'clip', 'about $0.08 a second', 'send', '5 to 10 s'],
  ['fal-ai/minimax/hailuo-02', 'fal', 'Hailuo 02', 'clip', 'price unknown', 'se', '6 or 10 s', null],
  ['google/nano-banana-2', 'replicate', 'Nano Banana 2', 'picture', 'about $0.067 a picture', '9'],
  ['kwaivgi/kling-v2.6', 'replicate', 'Kling 2.6', 'clip', 'about $0.07 a second', 'sn', '5 or 10 s'],
  ['wan-video/wan-2.5-i2v', 'replicate', 'Wan 2.5', 'clip', 'about $0.05 a second', 'snd', '5 or 10 s'],
  ['gen4.5', 'runway', 'Gen-4.5', 'clip', 'about $0.12 a second', 'sd', '2 to 10 s'],
  ['gen4_turbo', 'runway', 'Gen-4 Turbo', 'clip', 'about $0.05 a second', 'sd', '2 to 10 s'],
  ['veo3.1', 'runway', 'Veo 3.1', 'clip', 'about $0.40 a second', 'se', '4, 6 or 8 s'],
  ['gen4_image', 'runway', 'Gen-4 Image', 'picture', 'about $0.05 a picture', 'd3'],
  ['ray-3.2', 'luma', 'Ray 3.2', 'clip', 'price unknown', 'se', '5 or 10 s', null],
  ['uni-1', 'luma', 'Uni-1', 'picture', 'price unknown', '8', undefined, null],
  ['gpt-6-luna', 'openai', 'GPT-6 Luna', 'text', 'about $0.02 a story', ''],
  ['gpt-4.1-mini', 'openai', 'GPT-4.1 mini', 'text', 'about $0.004 a story', ''],
  ['gpt-image-2', 'openai', 'GPT Image 2', 'picture', 'about $0.05 a picture', '16'],
  ['claude-opus-5-5', 'anthropic', 'Claude Opus 5.5', 'text', 'about $0.06 a story', ''],
  ['claude-haiku-5-5', 'anthropic', 'Claude Haiku 5.5', 'text', 'about $0.01 a story', ''],
  ['eleven_multilingual_v3', 'elevenlabs', 'Multilingual v3', 'speech', 'about $0.03 a line', ''],
  ['txt2img-checkpoint', 'comfyui', 'Stable Diffusion checkpoint, from words', 'picture', 'free', 'nd'],
  ['image-to-video-wan22-5b', 'comfyui', 'Wan 2.2 5B, from a start frame', 'clip', 'free', 'snd', '1 to 5 s'],
  ['qwen3:14b', 'ollama', 'qwen3:14b', 'text', 'free', ''],
];

const own: [string, ModelKind, string, string][] = [
  ['heroframe:writer', 'text', 'Offline writer', 'Writes all story structures and improves prompts'],
  ['previz:previz-1', 'picture', 'Previz renderer', 'Draws storyboard frames'],
  ['previz:camera', 'clip', 'Previz camera', 'Films takes through the drawn scene'],
  ['heroframe:voices', 'speech', 'This computer’s voices', 'Speaks the voice-over'],
];

export interface FakeDesk {
  providers(): ProviderCard[];
  models(): ModelCard[];
  setKey(providerId: string, from: 'safe-storage' | null): void;
  resume(providerId: string): void;
  setAddress(providerId: string, value: string | null): void;
  setLimits(providerId: string, limits: { atOnce: number | null; createsPerMinute: number | null }): void;
  add(name: string, address: string): string;
  remove(providerId: string): void;
}

/** @param host whether keys can be kept decides what a missing one is told to do */
export function fakeDesk(host: 'electron' | 'browser'): FakeDesk {
  let all = structuredClone(providers);
  const limits = new Map<string, { atOnce: number | null; createsPerMinute: number | null }>();
  const find = (id: string): FakeProvider | undefined => all.find((each) => each.id === id);
  const notReadyOf = (each: FakeProvider): string => {
    if (each.problem !== undefined) return each.problem;
    if (each.variable === undefined || each.key !== undefined || each.required === false) return '';
    return host === 'electron' ? `Enter the API key under Providers, or set ${each.variable}.` : `Set ${each.variable} to your API key.`;
  };
  const card = (each: FakeProvider): ProviderCard => {
    const notReady = notReadyOf(each);
    const set = limits.get(each.id);
    return {
      id: each.id,
      label: each.label,
      where: each.where ?? 'cloud',
      makes: each.makes,
      keys:
        each.variable === undefined
          ? []
          : [{ id: 'key', label: 'API key', required: each.required ?? true, from: each.key ?? null, variable: each.variable }],
      addresses: [
        {
          id: 'api',
          label: each.where === 'local' ? 'Server' : 'API',
          value: each.own ?? each.address,
          standard: each.address,
          from: each.own === undefined ? 'standard' : 'settings',
          variable: each.addressVariable,
        },
      ],
      limits: {
        atOnce: set?.atOnce ?? (each.where === 'local' ? 1 : 4),
        createsPerMinute: set?.createsPerMinute ?? (each.id === 'replicate' ? 600 : null),
      },
      paused: each.paused === undefined ? null : { reason: each.paused, since: T0 },
      ready: notReady === '',
      notReady,
      models: models.filter((model) => model[1] === each.id).length,
      account: each.account ?? '',
    };
  };
  return {
    providers: () => all.map(card),
    models: () => [
      ...own.map(([id, kind, name, source]): ModelCard => ({
        id,
        provider: 'heroframe',
        providerLabel: 'This computer',
        name,
        kind,
        free: true,
        price: 'free',
        priceVerifiedAt: null,
        takes: {
          negative: true,
          seed: true,
          startFrame: kind === 'clip',
          endFrame: kind === 'clip',
          references: kind === 'picture' ? 4 : 0,
        },
        lengths: kind === 'clip' ? 'any length' : '',
        ready: true,
        notReady: '',
        origin: 'built-in',
        source,
      })),
      ...models.flatMap(([id, provider, name, kind, price, takes, lengths, checked]): ModelCard[] => {
        const from = find(provider);
        if (from === undefined) return [];
        const notReady = notReadyOf(from);
        return [
          {
            id: `${provider}:${id}`,
            provider,
            providerLabel: from.label,
            name,
            kind,
            free: from.where === 'local',
            price,
            priceVerifiedAt: from.where === 'local' || checked === null ? null : '2026-11-20',
            takes: {
              negative: takes.includes('n'),
              seed: takes.includes('d'),
              startFrame: takes.includes('s'),
              endFrame: takes.includes('e'),
              references: Number(/\d+/.exec(takes)?.[0] ?? 0),
            },
            lengths: lengths ?? '',
            ready: notReady === '',
            notReady,
            origin: provider === 'ollama' ? 'server' : 'built-in',
            source: from.where === 'local' ? 'Told by the server' : `${from.label} model schema, 2026-11`,
          },
        ];
      }),
    ],
    setKey(providerId, from) {
      const each = find(providerId);
      if (each === undefined) return;
      if (from === null) delete each.key;
      else each.key = from;
    },
    resume(providerId) {
      delete find(providerId)?.paused;
    },
    setAddress(providerId, value) {
      const each = find(providerId);
      if (each === undefined) return;
      delete each.problem;
      if (value === null) delete each.own;
      else each.own = value;
    },
    setLimits: (providerId, set) => void limits.set(providerId, set),
    add(name, address) {
      const id = `server-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
      all = [...all, { id, label: name, makes: ['text'], where: 'local', address, addressVariable: 'HEROFRAME_SERVER_URL' }];
      return id;
    },
    remove(providerId) {
      all = all.filter((each) => each.id !== providerId);
    },
  };
}

export const NO_CHOICES: ModelChoices = { text: null, picture: null, clip: null, speech: null };

/** Dollars for one request, from the words on the card; zero when they name no figure. */
export const fakePrice = (card: ModelCard | undefined, seconds: number): number => {
  const amount = Number(/\$([\d.]+)/.exec(card?.price ?? '')?.[1] ?? 0);
  return card?.price.endsWith('a second') === true ? amount * seconds : amount;
};

/** What would be sent, with something dropped and something changed where the model asks for it. */
export function fakePreview(card: ModelCard, what: 'start' | 'end' | 'take', prompt: string, seconds: number): RequestPreview {
  const sent = what === 'take' && card.lengths.startsWith('5') ? 5 : seconds;
  const isOwn = card.provider === 'heroframe';
  return {
    modelId: card.id,
    modelName: card.name,
    providerLabel: card.providerLabel,
    body: isOwn
      ? { prompt }
      : {
          prompt,
          ...(card.takes.negative ? { negative_prompt: 'blurry, extra fingers, text' } : {}),
          ...(what === 'take'
            ? { image: 'scene-2-start.png', duration: sent, cfg_scale: 0.5 }
            : { image_size: { width: 1280, height: 720 }, num_images: 1 }),
          ...(card.takes.seed ? { seed: 1 } : {}),
        },
    dropped: isOwn
      ? []
      : [
          ...(card.takes.seed ? [] : [{ field: 'seed', value: '1', reason: `${card.name} cannot repeat a picture from a seed.` }]),
          ...(what === 'take' && !card.takes.endFrame
            ? [
                {
                  field: 'end frame',
                  value: 'the end frame of scene 2',
                  reason: `${card.name} starts from a picture and finds its own end.`,
                },
              ]
            : []),
        ],
    coerced:
      isOwn || sent === seconds
        ? []
        : [
            {
              field: 'length',
              from: `${seconds} s`,
              to: `${sent} s`,
              reason: `${card.name} makes ${card.lengths} only; the cut trims it.`,
            },
          ],
    negative: isOwn || card.takes.negative ? 'own-field' : what === 'take' ? 'merged' : 'not-sent',
    price: {
      amount: fakePrice(card, sent),
      currency: 'USD',
      basis: card.free ? 'free' : card.price === 'price unknown' ? 'unknown' : 'listed',
    },
    problems:
      card.id === 'fal:fal-ai/minimax/hailuo-02'
        ? [
            {
              path: 'endFrame',
              message: 'Hailuo 02 needs a picture to end on as well. Make an end frame for this scene or choose another model.',
            },
          ]
        : [],
  };
}

/** Money of a film that used three paid models, or none. */
export function fakeMoney(used: boolean, caps: MoneyReport['caps']): MoneyReport {
  const line = (
    index: number,
    what: string,
    provider: string,
    model: string,
    scene: number | null,
    estimated: number,
    actual: number | null,
    state: LedgerLine['state'],
  ): LedgerLine => ({
    what,
    provider,
    model,
    sceneId: scene === null ? null : `scn_${scene}`,
    sceneNumber: scene,
    estimated,
    actual,
    currency: 'USD',
    state,
    at: T0 + index * 60_000,
  });
  const lines = !used
    ? []
    : [
        line(0, 'Story', 'OpenAI', 'gpt-6-luna', null, 0.02, 0.0173, 'billed'),
        ...[1, 2, 3, 4].flatMap((scene) =>
          ['start frame', 'end frame'].map((role, index) =>
            line(scene * 2 + index, `Scene ${scene} · ${role} · 4 variations`, 'fal', 'fal-ai/flux-pro/v1.1', scene, 0.16, 0.16, 'assumed'),
          ),
        ),
        line(12, 'Scene 1 · take 1', 'Replicate', 'kwaivgi/kling-v2.6', 1, 0.35, 0.35, 'billed'),
        line(13, 'Scene 1 · take 2', 'Replicate', 'kwaivgi/kling-v2.6', 1, 0.35, 0, 'void'),
        line(14, 'Scene 2 · take 1', 'Replicate', 'kwaivgi/kling-v2.6', 2, 0.35, 0.35, 'billed'),
        line(15, 'Scene 3 · take 1', 'Replicate', 'kwaivgi/kling-v2.6', 3, 0.35, null, 'open'),
      ];
  const counting = lines.filter((each) => each.state !== 'void');
  const sum = (of: readonly LedgerLine[]): number => of.reduce((total, each) => total + (each.actual ?? each.estimated), 0);
  const group = (nameOf: (each: LedgerLine) => string) =>
    [...new Set(counting.map(nameOf))].map((name) => {
      const of = counting.filter((each) => nameOf(each) === name);
      return { name, amount: sum(of), jobs: of.length };
    });
  return {
    currency: 'USD',
    estimated: counting.reduce((total, each) => total + each.estimated, 0),
    actual: counting.reduce((total, each) => total + (each.actual ?? 0), 0),
    byProvider: group((each) => each.provider),
    byModel: group((each) => each.model),
    byScene: used
      ? [1, 2, 3, 4].map((number) => {
          const of = counting.filter((each) => each.sceneNumber === number);
          return { sceneId: `scn_${number}`, number, amount: sum(of), jobs: of.length };
        })
      : [],
    acceptedShots: 3,
    perAcceptedShot: sum(counting) / 3,
    lines,
    caps,
    spentToday: used ? sum(counting) + 1.2 : 0,
  };
}
