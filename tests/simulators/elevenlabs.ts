/** ElevenLabs as far as Heroframe uses it: voices, the account, and lines spoken with the times of their characters. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { locateTools } from '#media/locate.ts';
import { speakTones } from './kit/media.ts';
import { SimRefusal, startServer, type SimAnswer, type SimRequest, type SimRoute } from './kit/server.ts';
import { secretFor, settled, type RunningSimulator, type SimulatorOptions } from './kit/simulator.ts';

type Json = Record<string, unknown>;

export interface ElevenLabsSimulator extends RunningSimulator {
  /** Characters of the allowance that are left. */
  setCharactersLeft(left: number): void;
}

const LIMIT = 10_000;
const models: Record<string, { longest: number; language: boolean }> = {
  eleven_multilingual_v2: { longest: 10_000, language: false },
  eleven_v3: { longest: 5000, language: false },
  eleven_flash_v2_5: { longest: 40_000, language: true },
};
/** Voices that every account may use. */
const premade = [
  'JBFqnCBsd6RMkjVDRZzb',
  'EXAVITQu4vr4xnSDxMaL',
  'nPczCjzI2devNBz1zQrb',
  'XrExE9yKIg1WjnnlVkGX',
  'onwK4e9ZLuTAKqWW03F9',
  'Xb7hH8MSUJpSbSDYk0k2',
  'pqHfZKP75CvOlQylNhV4',
  'pFZP5JQG7iQjIQuC4Bku',
  'cjVigY5qzO86Huf0OWal',
  'cgSgspJ2msm6clMCkdW9',
  'iP95p4xoKVk53GoZ742B',
  'SAz9YHcvj6GT2YYXdXww',
  'TX3LPaxmHKxFdv7VOQHJ',
  'N2lVS1w4EtoT3dr4eOWO',
];
const voices = [
  { voice_id: 'JBFqnCBsd6RMkjVDRZzb', name: 'George', category: 'premade', labels: {} },
  { voice_id: 'EXAVITQu4vr4xnSDxMaL', name: 'Sarah', category: 'premade', labels: {} },
  { voice_id: 'ownVoice0000000000001', name: 'Grandmother', category: 'cloned', labels: {} },
  { voice_id: 'ownVoice0000000000002', name: 'Grandmother', category: 'generated', labels: {} },
];

type Check = (value: unknown) => boolean;
const between =
  (low: number, high: number): Check =>
  (value) =>
    typeof value === 'number' && value >= low && value <= high;
const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const bodyFields: Record<string, Check> = {
  text,
  model_id: text,
  voice_settings: (value) => typeof value === 'object' && value !== null,
  seed: (value) => Number.isInteger(value) && between(0, 4_294_967_295)(value),
  language_code: text,
  previous_text: text,
  next_text: text,
};
const settingFields: Record<string, Check> = {
  stability: between(0, 1),
  similarity_boost: between(0, 1),
  style: between(0, 1),
  use_speaker_boost: flag,
  speed: between(0.7, 1.2),
};

const refuse = (status: number, word: string, message: string): SimRefusal =>
  new SimRefusal({ status, json: { detail: { status: word, message } } });

export async function startElevenLabs(options: SimulatorOptions = {}): Promise<ElevenLabsSimulator> {
  const { clock, faults, limits } = settled(options);
  const charged: RunningSimulator['charged'] = [];
  const key = secretFor('elevenlabs');
  let left = LIMIT;
  let speaking = 0;

  const allowed = (request: SimRequest): void => {
    const given = request.headers['xi-api-key'];
    if (given === undefined)
      throw refuse(401, 'needs_authorization', 'Neither authorization header nor xi-api-key received, please provide one.');
    if (given !== key) throw refuse(401, 'invalid_api_key', 'Invalid API key');
  };

  function checked(request: SimRequest): { text: string; speed: number } {
    if (request.headers['content-type']?.startsWith('application/json') !== true)
      throw new SimRefusal({
        status: 422,
        json: { detail: [{ loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' }] },
      });
    const body = request.json();
    const settings = (body['voice_settings'] ?? {}) as Json;
    const wrong = [...problems(body, bodyFields, ['body']), ...problems(settings, settingFields, ['body', 'voice_settings'])];
    if (typeof body['text'] !== 'string') wrong.push({ loc: ['body', 'text'], msg: 'Field required', type: 'missing' });
    if (wrong.length > 0) throw new SimRefusal({ status: 422, json: { detail: wrong } });
    const words = String(body['text']);
    const name = typeof body['model_id'] === 'string' ? body['model_id'] : 'eleven_multilingual_v2';
    const model = models[name];
    if (model === undefined) throw refuse(400, 'model_not_found', `A model with model ID ${name} does not exist.`);
    if (body['language_code'] !== undefined && !model.language)
      throw refuse(400, 'unsupported_language', `Model '${name}' does not support the language_code parameter.`);
    if (words.length > model.longest) throw refuse(400, 'max_character_limit_exceeded', 'The text is too long for this model.');
    if (name === 'eleven_v3' && ![0, 0.5, 1].includes(Number(settings['stability'] ?? 0.5)))
      throw refuse(400, 'invalid_ttd_stability', 'Invalid TTD stability value. Must be one of: [0.0, 0.5, 1.0]');
    if (words.includes('[forbidden]')) throw refuse(400, 'content_against_policy', 'The text is against our terms.');
    return { text: words, speed: Number(settings['speed'] ?? 1) };
  }

  async function speak(request: SimRequest): Promise<SimAnswer> {
    allowed(request);
    const voice = request.params['voice'] ?? '';
    if (!premade.includes(voice) && !voices.some(({ voice_id }) => voice_id === voice))
      throw refuse(404, 'voice_not_found', `A voice with the voice_id ${voice} was not found.`);
    if ((request.query.get('output_format') ?? 'mp3_44100_128') !== 'mp3_44100_128')
      throw refuse(403, 'output_format_not_allowed', 'This output format needs another plan.');
    const { text: words, speed } = checked(request);
    if (words.length > left)
      throw refuse(
        401,
        'quota_exceeded',
        `This request exceeds your quota of ${LIMIT}. You have ${left} credits remaining, while ${words.length} credits are required for this request.`,
      );
    const recent = charged.filter(({ at }) => at > clock.now() - 60_000).length;
    if (recent >= limits.createsPerMinute) throw refuse(429, 'too_many_requests', 'You have sent too many requests.');
    if (speaking >= limits.atOnce)
      throw refuse(
        429,
        'too_many_concurrent_requests',
        'You have exceeded the maximum number of concurrent requests for your subscription.',
      );
    left -= words.length;
    const { voice_settings: _settings, ...asked } = request.json();
    charged.push({ id: randomUUID(), body: { ...asked, voice_settings: request.json()['voice_settings'], voice }, at: clock.now() });
    speaking += 1;
    try {
      const { wav, seconds } = speakTones(words, 2.5 * speed);
      const characters = Array.from(words);
      const each = seconds / characters.length;
      const alignment = {
        characters,
        character_start_times_seconds: characters.map((_, index) => index * each),
        character_end_times_seconds: characters.map((_, index) => (index + 1) * each),
      };
      return {
        status: 200,
        json: { audio_base64: (await asMp3(wav)).toString('base64'), alignment, normalized_alignment: alignment },
        headers: { 'character-cost': String(words.length), 'request-id': randomUUID() },
      };
    } finally {
      speaking -= 1;
    }
  }

  const routes: SimRoute[] = [
    { method: 'POST', path: '/v1/text-to-speech/:voice/with-timestamps', purpose: 'create', handle: speak },
    {
      method: 'GET',
      path: '/v1/voices',
      purpose: 'models',
      handle(request) {
        allowed(request);
        return { status: 200, json: { voices } };
      },
    },
    {
      method: 'GET',
      path: '/v1/user/subscription',
      purpose: 'account',
      handle(request) {
        allowed(request);
        return {
          status: 200,
          json: {
            tier: 'creator',
            character_count: LIMIT - left,
            character_limit: LIMIT,
            next_character_count_reset_unix: 1_796_083_200,
            status: 'active',
          },
        };
      },
    },
  ];
  const server = await startServer({
    routes,
    clock,
    faults,
    ...(options.port === undefined ? {} : { port: options.port }),
    throttled: () => ({ json: { detail: { status: 'too_many_requests', message: 'You have sent too many requests.' } } }),
    notFound: () => ({ status: 404, json: { detail: 'Not Found' } }),
  });
  return {
    provider: 'elevenlabs',
    address: server.address,
    env: { ELEVENLABS_BASE_URL: server.address, ELEVENLABS_API_KEY: key },
    clock,
    faults,
    log: server.log,
    charged,
    setCharactersLeft: (count) => void (left = count),
    close: () => server.close(),
  };
}

const problems = (given: Json, known: Record<string, Check>, at: string[]): Json[] =>
  Object.entries(given).flatMap(([name, value]) => {
    const check = known[name];
    if (check === undefined) return [{ loc: [...at, name], msg: 'Extra inputs are not permitted', type: 'extra_forbidden' }];
    return check(value) ? [] : [{ loc: [...at, name], msg: 'Input should be valid', type: 'value_error' }];
  });

async function asMp3(wav: Buffer): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'heroframe-simulated-'));
  try {
    await writeFile(join(folder, 'line.wav'), wav);
    const { ffmpeg } = await locateTools({});
    await new Promise<void>((resolve, reject) => {
      const child = spawn(
        ffmpeg.path,
        ['-v', 'error', '-y', '-i', join(folder, 'line.wav'), '-b:a', '128k', '-ar', '44100', join(folder, 'line.mp3')],
        { stdio: 'ignore' },
      );
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ended with ${code}.`))));
    });
    return await readFile(join(folder, 'line.mp3'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
