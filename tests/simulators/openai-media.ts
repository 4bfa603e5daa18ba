/** OpenAI's pictures and speech as the simulator makes them. */
import { spawn } from 'node:child_process';
import { locateTools } from '#media/locate.ts';
import { isPicture, tokensOf } from './kit/chat-brain.ts';
import type { SimulatorClock } from './kit/clock.ts';
import { drawPicture, speakTones } from './kit/media.ts';
import type { SimAnswer, SimRequest, SimRoute } from './kit/server.ts';
import { known, refuse } from './openai-rules.ts';

type Json = Record<string, unknown>;

const FREE_SIZE = new Set(['gpt-image-2', 'gpt-image-2.5-sunburst', 'gpt-image-2.5-flare']);
export const IMAGE_MODELS = new Set([...FREE_SIZE, 'gpt-image-2.6-sunburst', 'gpt-image-2.6-flare', 'gpt-image-1.5', 'gpt-image-1-mini']);
const VOICES = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'onyx', 'nova', 'sage', 'shimmer', 'verse', 'marin', 'cedar'];
const IMAGE_FIELDS = new Set(
  'model prompt n size quality background output_format output_compression moderation stream partial_images user'.split(' '),
);
const EDIT_FIELDS = new Set([...IMAGE_FIELDS, 'image', 'image[]', 'mask', 'input_fidelity']);
const SPEECH_FIELDS = new Set('model input voice instructions response_format speed stream_format'.split(' '));
const SOUND_TYPES: Record<string, string> = { wav: 'audio/wav', mp3: 'audio/mpeg', flac: 'audio/flac' };

/** A field that is text, or its default when it was left out. */
const said = (value: unknown, standard: string): string =>
  value === undefined ? standard : typeof value === 'string' ? value : JSON.stringify(value);

function sizeOf(value: string, model: string): { width: number; height: number } {
  if (value === 'auto') return { width: 1024, height: 1024 };
  const found = /^(\d+)x(\d+)$/.exec(value);
  const width = Number(found?.[1]);
  const height = Number(found?.[2]);
  const standard = ['1024x1024', '1536x1024', '1024x1536'].includes(value);
  const free =
    FREE_SIZE.has(model) &&
    width % 16 === 0 &&
    height % 16 === 0 &&
    width / height <= 3 &&
    height / width <= 3 &&
    Math.max(width, height) <= 3840;
  if (!standard && !free)
    refuse(
      400,
      `Invalid value: '${value}'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.`,
      'invalid_value',
      'size',
    );
  return { width, height };
}

function checkImage(body: Json): { width: number; height: number; mime: 'image/png' | 'image/jpeg' | 'image/webp'; format: string } {
  const model = String(body['model']);
  if (!IMAGE_MODELS.has(model))
    refuse(400, `The model '${model}' does not exist.`, 'model_not_found', 'model', 'image_generation_user_error');
  const prompt = body['prompt'];
  if (typeof prompt !== 'string' || prompt === '')
    return refuse(400, "Missing required parameter: 'prompt'.", 'missing_required_parameter', 'prompt');
  if (prompt.length > 32_000) refuse(400, 'The prompt is too long.', 'string_above_max_length', 'prompt');
  if (/moderation-test/.test(prompt))
    refuse(400, 'Your request was rejected by the safety system.', 'moderation_blocked', null, 'image_generation_user_error');
  const qualities = ['auto', 'low', 'medium', 'high', ...(/2\.5/.test(model) ? ['xhigh', 'max'] : [])];
  const quality = said(body['quality'], 'auto');
  if (!qualities.includes(quality)) refuse(400, `Invalid value: '${quality}'.`, 'invalid_value', 'quality');
  if (body['n'] !== undefined && Number(body['n']) !== 1) refuse(400, 'Only one picture at a time here.', 'invalid_value', 'n');
  const format = said(body['output_format'], 'png');
  if (!['png', 'jpeg', 'webp'].includes(format)) refuse(400, `Invalid value: '${format}'.`, 'invalid_value', 'output_format');
  return { ...sizeOf(said(body['size'], 'auto'), model), mime: `image/${format}` as 'image/png', format };
}

async function encoded(wav: Buffer, format: string): Promise<Buffer> {
  if (format === 'wav') return wav;
  const { ffmpeg } = await locateTools({});
  return await new Promise((resolve, reject) => {
    const child = spawn(ffmpeg.path, ['-v', 'error', '-i', 'pipe:0', '-f', format, 'pipe:1'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(chunks)));
    child.stdin.end(wav);
  });
}

/** What the account lets pass, counts and charges. */
export interface OpenAiDesk {
  clock: SimulatorClock;
  allowed: (request: SimRequest) => void;
  withinRate: () => void;
  charge: (body: unknown) => string;
}

export function mediaRoutes({ clock, allowed, withinRate, charge }: OpenAiDesk): SimRoute[] {
  async function draw(body: Json, references: Buffer[]): Promise<SimAnswer> {
    const { width, height, mime, format } = checkImage(body);
    withinRate();
    const id = charge({ ...body, references: references.length });
    const bytes = await drawPicture({ prompt: String(body['prompt']), seed: id, width, height, mime });
    const input = tokensOf(String(body['prompt']));
    return {
      status: 200,
      json: {
        created: Math.floor(clock.now() / 1000),
        data: [{ b64_json: bytes.toString('base64') }],
        output_format: format,
        size: `${width}x${height}`,
        usage: {
          input_tokens: input + references.length * 300,
          input_tokens_details: { image_tokens: references.length * 300, text_tokens: input },
          output_tokens: 1056,
          total_tokens: input + references.length * 300 + 1056,
        },
      },
    };
  }

  function generate(request: SimRequest): Promise<SimAnswer> {
    allowed(request);
    const body = request.json();
    known(IMAGE_FIELDS, Object.keys(body), false);
    return draw(body, []);
  }

  function edit(request: SimRequest): Promise<SimAnswer> {
    allowed(request);
    const parts = request.parts();
    known(
      EDIT_FIELDS,
      parts.map((part) => part.name),
      false,
    );
    const images = parts.filter((part) => part.name === 'image' || part.name === 'image[]');
    if (images.length === 0) refuse(400, "Missing required parameter: 'image'.", 'missing_required_parameter', 'image');
    if (images.length > 16) refuse(400, 'Too many images.', 'array_above_max_length', 'image');
    for (const image of images)
      if (image.fileName === null || !/^image\/(png|jpeg|webp)$/.test(image.type ?? '') || !isPicture(image.bytes))
        refuse(
          400,
          'Invalid file: unsupported mimetype. Supported file formats are image/jpeg, image/png, and image/webp.',
          'unsupported_file_mimetype',
          'image',
        );
    const body = Object.fromEntries(parts.filter((part) => !images.includes(part)).map((part) => [part.name, part.bytes.toString('utf8')]));
    return draw(
      body,
      images.map((image) => image.bytes),
    );
  }

  async function speak(request: SimRequest): Promise<SimAnswer> {
    allowed(request);
    const body = request.json();
    known(SPEECH_FIELDS, Object.keys(body), false);
    const { model, input, voice, speed = 1, response_format: format = 'mp3' } = body;
    if (!['gpt-4o-mini-tts', 'tts-1', 'tts-1-hd'].includes(String(model)))
      refuse(404, `The model '${String(model)}' does not exist.`, 'model_not_found', 'model');
    if (typeof input !== 'string' || input === '' || input.length > 4096)
      return refuse(400, "Invalid 'input': string too long.", 'string_above_max_length', 'input');
    if (!VOICES.includes(String(voice))) refuse(400, `Invalid value: '${String(voice)}'.`, 'invalid_value', 'voice');
    if (typeof speed !== 'number' || speed < 0.25 || speed > 4) return refuse(400, "Invalid 'speed'.", 'invalid_value', 'speed');
    const type = SOUND_TYPES[String(format)];
    if (type === undefined) return refuse(400, `Invalid value: '${String(format)}'.`, 'invalid_value', 'response_format');
    if (body['instructions'] !== undefined && model !== 'gpt-4o-mini-tts')
      refuse(400, "Unsupported parameter: 'instructions'.", 'unsupported_parameter', 'instructions');
    withinRate();
    charge(body);
    return { status: 200, bytes: await encoded(speakTones(input, 2.5 * speed).wav, String(format)), type };
  }

  return [
    { method: 'POST', path: '/v1/images/generations', purpose: 'create', handle: generate },
    { method: 'POST', path: '/v1/images/edits', purpose: 'create', handle: edit },
    { method: 'POST', path: '/v1/audio/speech', purpose: 'create', handle: speak },
  ];
}
