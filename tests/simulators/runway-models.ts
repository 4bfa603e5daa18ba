/**
 * What Runway's endpoints take, written by hand from its published request types and not from Heroframe's own
 * descriptions, so that the two check each other.
 */

interface Issue {
  code: string;
  path: (string | number)[];
  message: string;
}

type Json = Record<string, unknown>;
type Check = (value: unknown) => string | null;

interface Spec {
  required: string[];
  fields: Record<string, Check>;
  /** Places of `promptImage` that the model knows; empty when it takes none. */
  positions: ('first' | 'last')[];
  /** Credits for one second of film, or for one picture. */
  credits: number;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const one =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value) ? null : `Invalid enum value. Expected ${values.map((each) => JSON.stringify(each)).join(' | ')}`;
const words =
  (most: number): Check =>
  (value) =>
    typeof value !== 'string'
      ? 'Expected string'
      : value.length === 0 || value.length > most
        ? `Must be 1 to ${most} UTF-16 code units`
        : null;
const whole =
  (low: number, high: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= low && Number(value) <= high ? null : `Expected an integer from ${low} to ${high}`;
/** Where the service does not publish its limit. */
const anyWords = words(1_000_000);
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'Expected boolean');
const seed = whole(0, 4_294_967_295);
const list =
  (each: Check, most: number): Check =>
  (value) =>
    !Array.isArray(value) || value.length === 0 || value.length > most
      ? `Expected an array of 1 to ${most}`
      : (value.map(each).find((found) => found !== null) ?? null);
const uri: Check = (value) =>
  typeof value === 'string' && /^(https:\/\/|data:image\/|runway:\/\/)/.test(value)
    ? null
    : 'Expected an HTTPS URL, a data URI or a Runway upload';
const shape = (required: Record<string, Check>, optional: Record<string, Check>): Check => {
  const known = { ...required, ...optional };
  return (value) => {
    if (!isJson(value)) return 'Expected object';
    for (const name of Object.keys(required)) if (value[name] === undefined) return `Required: ${name}`;
    for (const [name, inner] of Object.entries(value)) {
      const check = known[name];
      if (check === undefined) return `Unrecognized key: ${name}`;
      const found = check(inner);
      if (found !== null) return `${name}: ${found}`;
    }
    return null;
  };
};
const tag: Check = (value) =>
  typeof value === 'string' && /^[A-Za-z]\w{2,15}$/.test(value) ? null : 'A tag has 3 to 16 letters, digits or underscores';
const moderation = shape({}, { publicFigureThreshold: one('auto', 'low') });
/** Sizes whose exact list is checked elsewhere: at least the form must be right. */
const sizeForm: Check = (value) => (typeof value === 'string' && /^\d+:\d+$|^auto/.test(value) ? null : 'Expected <width>:<height>');

const frames = (positions: ('first' | 'last')[], positionNeeded: boolean): Check => {
  const frame = positionNeeded ? shape({ uri, position: one(...positions) }, {}) : shape({ uri }, { position: one(...positions) });
  return (value) => {
    if (typeof value === 'string') return uri(value);
    const found = list(frame, 9)(value);
    if (found !== null) return found;
    const places = (value as Json[]).map((each) => each['position']).filter((each) => each !== undefined);
    if (new Set(places).size !== places.length) return 'Each position may be used once';
    if (places.includes('last') && !places.includes('first')) return 'A last frame needs a first frame';
    return null;
  };
};

const HD = one('1280:720', '720:1280', '1080:1920', '1920:1080');
const GEN4 = one('1280:720', '720:1280', '1104:832', '832:1104', '960:960', '1584:672');
const SD_SEEDANCE = ['992:432', '864:496', '752:560', '640:640', '560:752', '496:864'];
const HD_SEEDANCE = ['1470:630', '1280:720', '1112:834', '960:960', '834:1112', '720:1280'];
const FULL_SEEDANCE = ['2206:946', '1920:1080', '1664:1248', '1440:1440', '1248:1664', '1080:1920'];
const UHD_SEEDANCE = ['3840:1646', '3840:2160', '3840:2880', '3840:3840', '2880:3840', '2160:3840'];
const seedanceLength: Check = (value) => (value === 'auto' ? null : whole(4, 15)(value));
const wideShapes = one('adaptive', '21:9', '16:9', '4:3', '1:1', '3:4', '9:16');
const WAN = one(
  '832:480',
  '720:544',
  '624:624',
  '544:720',
  '480:832',
  '1280:720',
  '1104:832',
  '960:960',
  '832:1104',
  '720:1280',
  '1920:1080',
  '1648:1248',
  '1440:1440',
  '1248:1648',
  '1080:1920',
  'auto_480p',
  'auto_720p',
  'auto_1080p',
);
const GEN4_IMAGE = one(
  '1024:1024',
  '1080:1080',
  '1168:880',
  '1360:768',
  '1440:1080',
  '1080:1440',
  '1808:768',
  '1920:1080',
  '1080:1920',
  '2112:912',
  '1280:720',
  '720:1280',
  '720:720',
  '960:720',
  '720:960',
  '1680:720',
);
const formats = one(
  'mp4',
  'prores',
  'png_sequence',
  'hdr10',
  'hlg',
  'sdr_rec709_10bit',
  'hdr_pq_12bit_master',
  'hdr_prores',
  'hdr_png_sequence',
  'hdr_exr_sequence',
  'hdr_exr_acescg_sequence_1_3',
  'hdr_exr_acescg_sequence_2_0',
);
const seconds = whole(1, 30);
const pictures = (most: number, more: Record<string, Check> = {}): Check => list(shape({ uri }, more), most);

interface Draft {
  need: string;
  may?: Record<string, Check>;
  credits: number;
  positions?: ('first' | 'last')[];
  /** Whether a frame without a position is a reference. */
  loose?: boolean;
}

const both = ['first', 'last'] as const;
const seedance = (sizes: string[]): Record<string, Check> => ({
  audio: flag,
  duration: seedanceLength,
  promptText: words(3500),
  ratio: one(...sizes),
  referenceAudio: list(shape({ type: one('audio'), uri }, {}), 3),
  seed,
});

const fromImage: Record<string, Draft> = {
  'gen4.5': {
    need: 'duration promptImage promptText ratio',
    may: { duration: whole(2, 10), promptText: words(1000), ratio: GEN4, outputFormat: formats, seed, contentModeration: moderation },
    credits: 12,
    positions: ['first'],
  },
  gen4_turbo: {
    need: 'promptImage ratio',
    may: { duration: whole(2, 10), promptText: words(1000), ratio: GEN4, seed, contentModeration: moderation },
    credits: 5,
    positions: ['first'],
  },
  'veo3.1': {
    need: 'promptImage ratio',
    may: { audio: flag, duration: one(4, 6, 8), negativePrompt: words(1000), promptText: words(1000), ratio: HD, seed },
    credits: 20,
    positions: [...both],
  },
  'veo3.1_fast': {
    need: 'promptImage ratio',
    may: { audio: flag, duration: one(4, 6, 8), negativePrompt: words(1000), promptText: words(1000), ratio: HD, seed },
    credits: 10,
    positions: [...both],
  },
  hailuo3: {
    need: 'promptImage promptText',
    may: { duration: seconds, ratio: wideShapes, resolution: one('768p', '2k', '768P', '2K') },
    credits: 10,
    positions: [...both],
  },
  happyhorse_1_0: {
    need: 'promptImage',
    may: { duration: seconds, promptText: words(2500), resolution: one('720p', '1080p', '720P', '1080P') },
    credits: 10,
    positions: ['first'],
  },
  seedance2: {
    need: 'promptImage',
    may: seedance([...SD_SEEDANCE, ...HD_SEEDANCE, ...FULL_SEEDANCE, ...UHD_SEEDANCE]),
    credits: 36,
    positions: [...both],
    loose: true,
  },
  seedance2_fast: { need: 'promptImage', may: seedance([...SD_SEEDANCE, ...HD_SEEDANCE]), credits: 20, positions: [...both], loose: true },
  seedance2_mini: { need: 'promptImage', may: seedance([...SD_SEEDANCE, ...HD_SEEDANCE]), credits: 10, positions: [...both], loose: true },
  seedance2_5: {
    need: 'promptImage',
    may: {
      ...seedance(['992:432', '854:480', '752:560', '640:640', '560:752', '480:854', ...HD_SEEDANCE, ...FULL_SEEDANCE]),
      duration: seconds,
      promptText: anyWords,
    },
    credits: 36,
    positions: [...both],
    loose: true,
  },
  gemini_omni_flash: {
    need: 'promptImage',
    may: { duration: whole(3, 10), promptText: anyWords, ratio: one('1280:720', '720:1280') },
    credits: 10,
    positions: ['first'],
  },
  'gemini_omni_flash_1.1': {
    need: 'promptImage promptText',
    may: {
      duration: seconds,
      ratio: one('640:360', '360:640', '1280:720', '720:1280', '1920:1080', '1080:1920', '3840:2160', '2160:3840'),
    },
    credits: 10,
    positions: [...both],
  },
  grok_imagine_1_5: {
    need: 'promptImage',
    may: { duration: seconds, promptText: anyWords, resolution: one('480p', '720p', '1080p') },
    credits: 10,
    positions: ['first'],
  },
  wan3: { need: 'promptImage promptText', may: { audio: flag, duration: seconds, ratio: WAN }, credits: 10, positions: [...both] },
  wan3_prime: { need: 'promptImage promptText', may: { audio: flag, duration: seconds, ratio: WAN }, credits: 10, positions: [...both] },
  h3_max: {
    need: 'promptImage promptText',
    may: { duration: seconds, promptExpansionMode: one('disabled', 'balanced', 'quality'), resolution: one('480p', '768p'), seed },
    credits: 10,
    positions: [...both],
  },
};

const references = { references: pictures(9) };
const withoutImage = (draft: Draft | undefined, may: Record<string, Check> = {}, need = 'promptText'): Draft => ({
  need,
  may: { ...draft?.may, ...may },
  credits: draft?.credits ?? 10,
});

const fromText: Record<string, Draft> = {
  'gen4.5': withoutImage(fromImage['gen4.5'], { ratio: one('1280:720', '720:1280') }, 'duration promptText ratio'),
  'veo3.1': withoutImage(fromImage['veo3.1'], {}, 'promptText ratio'),
  'veo3.1_fast': withoutImage(fromImage['veo3.1_fast'], {}, 'promptText ratio'),
  hailuo3: withoutImage(fromImage['hailuo3'], references),
  happyhorse_1_0: {
    need: 'promptText',
    may: {
      duration: seconds,
      promptText: words(2500),
      ratio: one(
        '1280:720',
        '720:1280',
        '960:960',
        '1108:832',
        '832:1108',
        '1920:1080',
        '1080:1920',
        '1440:1440',
        '1662:1248',
        '1248:1662',
      ),
    },
    credits: 10,
  },
  seedance2: withoutImage(fromImage['seedance2'], references),
  seedance2_fast: withoutImage(fromImage['seedance2_fast'], references),
  seedance2_mini: withoutImage(fromImage['seedance2_mini'], references),
  seedance2_5: withoutImage(fromImage['seedance2_5'], references, ''),
  gemini_omni_flash: withoutImage(fromImage['gemini_omni_flash']),
  'gemini_omni_flash_1.1': withoutImage(fromImage['gemini_omni_flash_1.1'], references),
  grok_imagine_1_5: withoutImage(fromImage['grok_imagine_1_5'], {
    ...references,
    ratio: one('1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'),
  }),
  wan3: withoutImage(fromImage['wan3'], references),
  wan3_prime: withoutImage(fromImage['wan3_prime'], references),
  h3_max: withoutImage(fromImage['h3_max']),
};

const count = { outputCount: whole(1, 4) };
const gpt = (background: Check, quality: Check, prompt: Check = anyWords): Draft => ({
  need: 'promptText ratio',
  may: { ...count, background, quality, promptText: prompt, ratio: sizeForm, referenceImages: pictures(16, { tag }) },
  credits: 10,
});
const gemini = (most: number, more: Record<string, Check>): Draft => ({
  need: 'promptText ratio',
  may: { ratio: sizeForm, referenceImages: pictures(most, { tag, subject: one('object', 'human') }), ...more },
  credits: 5,
});
const seedream: Draft = {
  need: 'promptText ratio',
  may: {
    ...count,
    promptText: words(4000),
    ratio: sizeForm,
    grounding: flag,
    outputFormat: one('png', 'jpeg'),
    referenceImages: pictures(10),
  },
  credits: 5,
};

const toImage: Record<string, Draft> = {
  gen4_image_turbo: {
    need: 'promptText ratio referenceImages',
    may: { promptText: words(1000), ratio: GEN4_IMAGE, referenceImages: pictures(3, { tag }), seed, contentModeration: moderation },
    credits: 2,
  },
  gen4_image: {
    need: 'promptText ratio',
    may: { promptText: words(1000), ratio: GEN4_IMAGE, referenceImages: pictures(3, { tag }), seed, contentModeration: moderation },
    credits: 8,
  },
  gpt_image_2: gpt(one('transparent', 'opaque', 'auto'), one('low', 'medium', 'high', 'auto'), words(32_000)),
  gpt_image_2_5_flare: gpt(one('opaque', 'auto'), one('low', 'medium', 'high', 'xhigh', 'max')),
  gpt_image_2_5_sunburst: gpt(one('transparent', 'opaque', 'auto'), one('low', 'medium', 'high', 'xhigh', 'max')),
  'gemini_image3.1_flash': gemini(14, { outputCount: one(1, 4) }),
  gemini_image3_pro: gemini(14, { outputCount: one(1, 4) }),
  'gemini_2.5_flash': {
    need: 'promptText ratio',
    may: {
      ratio: one('1344:768', '768:1344', '1024:1024', '1184:864', '864:1184', '1536:672', '832:1248', '1248:832', '896:1152', '1152:896'),
      referenceImages: pictures(3, { tag }),
    },
    credits: 5,
  },
  muse_image: {
    need: 'promptText ratio',
    may: {
      ...count,
      ratio: one('2352:1008', '2016:1152', '1920:1280', '1792:1344', '1600:1600', '1344:1792', '1280:1920', '1152:2016', 'auto'),
      outputFormat: one('webp', 'png', 'jpeg'),
      referenceImages: pictures(3),
    },
    credits: 5,
  },
  seedream5_pro: seedream,
  seedream5_lite: seedream,
  grok_imagine_image_2: {
    need: 'promptText ratio',
    may: { ...count, ratio: sizeForm, edit: flag, quality: one('low', 'medium'), referenceImages: pictures(3) },
    credits: 5,
  },
};

const endpoints: Record<string, Record<string, Draft>> = { image_to_video: fromImage, text_to_video: fromText, text_to_image: toImage };

/** @returns null when the endpoint has no such model */
export function specOf(endpoint: string, model: unknown): Spec | null {
  const draft = typeof model === 'string' ? endpoints[endpoint]?.[model] : undefined;
  if (draft === undefined) return null;
  const positions = draft.positions ?? [];
  return {
    required: draft.need.split(' ').filter(Boolean),
    fields: {
      promptText: anyWords,
      ...draft.may,
      ...(positions.length > 0 ? { promptImage: frames(positions, draft.loose !== true) } : {}),
    },
    positions,
    credits: draft.credits,
  };
}

/** What Runway would say is wrong with a body; empty when it would take it. */
export function issuesWith(endpoint: string, body: Json): Issue[] {
  const spec = specOf(endpoint, body['model']);
  if (spec === null) return [{ code: 'invalid_union_discriminator', path: ['model'], message: 'Invalid discriminator value' }];
  const issues: Issue[] = spec.required
    .filter((name) => body[name] === undefined)
    .map((name) => ({ code: 'invalid_type', path: [name], message: 'Required' }));
  for (const [name, value] of Object.entries(body)) {
    if (name === 'model') continue;
    const check = spec.fields[name];
    const found = check === undefined ? 'Unrecognized key' : check(value);
    if (found !== null) issues.push({ code: check === undefined ? 'unrecognized_keys' : 'custom', path: [name], message: found });
  }
  return issues;
}
