/** Clips of the simulated Gemini API: Veo's long-running operations, Omni's interactions, and the files of both. */
import type { SimulatorClock } from './kit/clock.ts';
import { filmClip } from './kit/media.ts';
import type { SimAnswer, SimRequest, SimRoute } from './kit/server.ts';

export type Json = Record<string, unknown>;
export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
export const words = (value: unknown): string => (typeof value === 'string' ? value : '');

export const CLIP_MODELS = ['veo-3.1-generate-preview', 'veo-3.1-fast-generate-preview'];
export const OMNI_MODEL = 'gemini-omni-1.1-flash';

interface Operation {
  name: string;
  prompt: string;
  created: number;
  seconds: number;
  size: [number, number];
  start: Buffer | null;
}

/** What the routes of clips share with the rest of the service. */
interface Service {
  clock: SimulatorClock;
  jobMilliseconds: number;
  admit: (request: SimRequest) => void;
  charge: (body: unknown) => string;
  refuse: (code: number, status: string, message: string) => never;
  invalid: (field: string, message: string) => never;
  known: (where: string, value: Json, fields: Iterable<string>) => void;
  clipsFrom: () => string;
}

export function clipRoutes({ clock, jobMilliseconds, admit, charge, refuse, invalid, known, clipsFrom }: Service): SimRoute[] {
  const operations = new Map<string, Operation>();
  const canceled = new Set<string>();

  function readInstance(body: Json): Operation {
    known('request', body, ['instances', 'parameters']);
    const instance = list(body['instances'])[0] ?? invalid('instances', 'instances is empty');
    known('instances[0]', instance, ['prompt', 'image', 'lastFrame', 'video', 'referenceImages']);
    const parameters = isJson(body['parameters']) ? body['parameters'] : {};
    for (const [name, value] of Object.entries(parameters)) {
      if (['seed', 'generateAudio', 'fps'].includes(name))
        invalid(
          'parameters',
          `\`${name}\` isn't supported by this model. Please remove it or refer to the Gemini API documentation for supported usage.`,
        );
      if (!['aspectRatio', 'durationSeconds', 'resolution', 'negativePrompt', 'personGeneration', 'sampleCount'].includes(name))
        invalid('parameters', `Unknown name "${name}"`);
      if (name === 'durationSeconds' && !(typeof value === 'number' && [4, 6, 8].includes(value)))
        invalid('parameters.durationSeconds', 'The number value for `durationSeconds` is out of bound.');
      if (name === 'aspectRatio' && !['16:9', '9:16'].includes(words(value)))
        invalid('parameters.aspectRatio', 'aspectRatio is not supported');
    }
    const picture = (value: unknown): Buffer => {
      if (!isJson(value)) return invalid('instances[0]', 'image is not an object');
      known('instances[0].image', value, ['bytesBase64Encoded', 'mimeType', 'gcsUri']);
      if (!/^image\/(png|jpeg)$/.test(words(value['mimeType']))) invalid('instances[0].image', 'mimeType is not supported');
      return Buffer.from(words(value['bytesBase64Encoded']), 'base64');
    };
    const start = instance['image'] === undefined ? null : picture(instance['image']);
    if (instance['lastFrame'] !== undefined) picture(instance['lastFrame']);
    if (instance['lastFrame'] !== undefined && start === null) invalid('instances[0].lastFrame', 'lastFrame needs image');
    const references = list(instance['referenceImages']);
    for (const reference of references) picture(reference['image']);
    if (references.length > 0 && (start !== null || parameters['durationSeconds'] !== 8 || parameters['aspectRatio'] !== '16:9'))
      invalid('instances[0].referenceImages', 'referenceImages is not supported with these settings');
    if (['1080p', '4k'].includes(words(parameters['resolution'])) && parameters['durationSeconds'] !== 8)
      invalid('parameters', 'resolution needs 8 seconds');
    if (words(instance['prompt']) === '' && start === null) invalid('instances[0].prompt', 'prompt is empty');
    return {
      name: '',
      prompt: words(instance['prompt']),
      created: clock.now(),
      seconds: Number(parameters['durationSeconds'] ?? 8),
      size: parameters['aspectRatio'] === '9:16' ? [180, 320] : [320, 180],
      start,
    };
  }

  function operationAnswer(operation: Operation): Json {
    if (clock.now() - operation.created < jobMilliseconds) return { name: operation.name };
    if (/\[fail\]/.test(operation.prompt))
      return { name: operation.name, done: true, error: { code: 13, message: 'Video generation failed due to an internal server issue.' } };
    if (/\[policy\]/.test(operation.prompt))
      return {
        name: operation.name,
        done: true,
        error: { code: 3, message: "The prompt could not be submitted. It might violate Google's Responsible AI practices." },
      };
    if (/\[filtered\]/.test(operation.prompt))
      return {
        name: operation.name,
        done: true,
        response: {
          generateVideoResponse: {
            raiMediaFilteredCount: 1,
            raiMediaFilteredReasons: [
              'We encountered an issue with the audio for your prompt. You have not been charged for this attempt.',
            ],
          },
        },
      };
    const uri = `${clipsFrom()}/v1beta/files/${operation.name.split('/').at(-1)}:download?alt=media`;
    return {
      name: operation.name,
      done: true,
      response: { generateVideoResponse: { generatedSamples: /\[empty\]/.test(operation.prompt) ? [] : [{ video: { uri } }] } },
    };
  }

  async function clipOf(id: string): Promise<SimAnswer> {
    const operation = [...operations.values()].find((each) => each.name.endsWith(`/${id}`));
    if (operation === undefined) return refuse(404, 'NOT_FOUND', 'File not found.');
    const [width, height] = operation.size;
    const bytes = await filmClip({
      prompt: operation.prompt,
      seed: id,
      width,
      height,
      seconds: operation.seconds,
      ...(operation.start === null ? {} : { start: operation.start }),
    });
    return { status: 200, bytes, type: 'video/mp4' };
  }

  /** Checks a request to Omni, strict about the forms that its answers to wrong ones have shown. */
  function readInteraction(body: Json): Operation {
    known('request', body, ['model', 'input', 'background', 'response_format', 'store', 'previous_interaction_id', 'generation_config']);
    if (body['model'] !== OMNI_MODEL) refuse(404, 'NOT_FOUND', `Model ${words(body['model'])} is not found.`);
    const format = isJson(body['response_format']) ? body['response_format'] : {};
    known('response_format', format, ['type', 'delivery', 'aspect_ratio', 'resolution', 'duration']);
    const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(words(format['duration'] ?? '10s'))?.[1]);
    if (format['type'] !== 'video') invalid('response_format.type', 'response_format.type must be video');
    if (!(seconds >= 3 && seconds <= 10)) invalid('response_format.duration', 'Invalid duration');
    if (!['16:9', '9:16', undefined].includes(format['aspect_ratio'] as string | undefined))
      invalid('response_format.aspect_ratio', 'Invalid aspect ratio');
    if (!['360p', '720p', '1080p', '4k', undefined].includes(format['resolution'] as string | undefined))
      invalid('response_format.resolution', 'Invalid resolution');
    let prompt = words(body['input']);
    let start: Buffer | null = null;
    for (const item of list(body['input'])) {
      known('input', item, ['type', 'text', 'data', 'mime_type', 'uri']);
      if (item['type'] === 'text') prompt += words(item['text']);
      else if (item['type'] === 'image' && /^image\/(png|jpeg|webp)$/.test(words(item['mime_type'])))
        start = Buffer.from(words(item['data']), 'base64');
      else invalid('input', 'Unsupported input');
    }
    if (prompt === '') invalid('input', 'input is empty');
    return { name: '', prompt, created: clock.now(), seconds, size: format['aspect_ratio'] === '9:16' ? [180, 320] : [320, 180], start };
  }

  function interactionAnswer(interaction: Operation): Json {
    const id = interaction.name.split('/').at(-1) ?? '';
    const about = (status: string, extra: Json = {}): Json => ({ id, object: 'interaction', model: OMNI_MODEL, status, ...extra });
    if (canceled.has(id)) return about('cancelled');
    const share = (clock.now() - interaction.created) / jobMilliseconds;
    if (share < 0.3) return about('queued');
    if (share < 1) return about('in_progress');
    const said = (content: Json[], extra: Json = {}): Json =>
      about('completed', { steps: [{ type: 'thought' }, { type: 'model_output', content }], ...extra });
    if (/\[fail\]/.test(interaction.prompt)) return about('failed', { error: { code: 'internal', message: 'Something went wrong.' } });
    if (/\[policy\]/.test(interaction.prompt))
      return about('failed', { error: { code: 'PROHIBITED_CONTENT', message: 'The request was blocked.' } });
    if (/\[budget\]/.test(interaction.prompt)) return about('budget_exceeded');
    if (/\[strange\]/.test(interaction.prompt)) return about('polishing');
    // Omni refuses in words, as a success.
    if (/\[filtered\]/.test(interaction.prompt)) return said([{ type: 'text', text: 'I cannot make that video.' }]);
    if (/\[empty\]/.test(interaction.prompt))
      return said([], { usage: { output_tokens_by_modality: [{ modality: 'video', tokens: 900 }] } });
    return said([{ type: 'video', mime_type: 'video/mp4', uri: `${clipsFrom()}/v1beta/files/${id}:download?alt=media` }]);
  }

  return [
    {
      method: 'POST',
      path: '/v1beta/models/:model:predictLongRunning',
      purpose: 'create',
      handle(request) {
        admit(request);
        const model = request.params['model'] ?? '';
        if (!CLIP_MODELS.includes(model)) return refuse(404, 'NOT_FOUND', `models/${model} is not found for API version v1beta.`);
        const body = request.json();
        const operation = readInstance(body);
        operation.name = `models/${model}/operations/${charge(body)}`;
        operations.set(operation.name, operation);
        return { status: 200, json: /\[no name\]/.test(operation.prompt) ? {} : { name: operation.name } };
      },
    },
    {
      method: 'GET',
      path: '/v1beta/models/:model/operations/:id',
      purpose: 'status',
      handle(request) {
        admit(request);
        const operation = operations.get(`models/${request.params['model']}/operations/${request.params['id']}`);
        return operation === undefined
          ? refuse(404, 'NOT_FOUND', 'Operation not found.')
          : { status: 200, json: operationAnswer(operation) };
      },
    },
    {
      // The real service sends on to another path, which wants the key as well.
      method: 'GET',
      path: '/v1beta/files/:id:download',
      purpose: 'result',
      handle(request) {
        admit(request);
        return { status: 302, text: '', headers: { location: `/download/v1beta/files/${request.params['id']}:download?alt=media` } };
      },
    },
    {
      method: 'GET',
      path: '/download/v1beta/files/:id:download',
      purpose: 'file',
      handle(request) {
        admit(request);
        return clipOf(request.params['id'] ?? '');
      },
    },
    {
      method: 'POST',
      path: '/v1beta/interactions',
      purpose: 'create',
      handle(request) {
        admit(request);
        const body = request.json();
        const interaction = readInteraction(body);
        interaction.name = `interactions/${charge(body)}`;
        operations.set(interaction.name, interaction);
        return { status: 200, json: /\[no name\]/.test(interaction.prompt) ? {} : interactionAnswer(interaction) };
      },
    },
    {
      method: 'GET',
      path: '/v1beta/interactions/:id',
      purpose: 'status',
      handle(request) {
        admit(request);
        const interaction = operations.get(`interactions/${request.params['id']}`);
        // Not a 404, unlike everywhere else.
        if (interaction === undefined)
          return { status: 400, json: { error: { code: 'invalid_request', message: 'Invalid interaction name.' } } };
        return { status: 200, json: interactionAnswer(interaction) };
      },
    },
    {
      method: 'POST',
      path: '/v1beta/interactions/:id/cancel',
      purpose: 'cancel',
      handle(request) {
        admit(request);
        const id = request.params['id'] ?? '';
        const interaction = operations.get(`interactions/${id}`);
        if (interaction === undefined)
          return { status: 400, json: { error: { code: 'invalid_request', message: 'Invalid interaction name.' } } };
        if (clock.now() - interaction.created < jobMilliseconds) canceled.add(id);
        return { status: 200, json: interactionAnswer(interaction) };
      },
    },
  ];
}
