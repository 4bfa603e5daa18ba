/** Requests and descriptions for the tests of descriptors. */
/* oxlint-disable unicorn/no-thenable -- constraints are plain data: their "then" is an object, never a function */
import type { ClipRequest, MediaInput, PictureRequest, SceneContext, SpeechRequest } from '#providers/adapter.ts';
import { modelDescriptorSchema, type ModelDescriptor, type ModelDescriptorFile } from '#providers/descriptors/schema.ts';

/** Only the shape of the film matters to a description. */
const scene = (aspect: SceneContext['aspect']): SceneContext => ({ aspect }) as SceneContext;

export const media = (name: string): MediaInput => ({
  sha256: Buffer.from(name).toString('hex').padEnd(64, '0').slice(0, 64),
  mime: 'image/png',
  path: `/nowhere/${name}.png`,
});

const sizes = { '16:9': [1280, 720], '9:16': [720, 1280], '1:1': [1024, 1024], '4:5': [1024, 1280] } as const;

export function pictureRequest(changes: Partial<PictureRequest> & { aspect?: keyof typeof sizes } = {}): PictureRequest {
  const { aspect = '16:9', ...rest } = changes;
  const [width, height] = sizes[aspect];
  return {
    kind: 'picture',
    prompt: 'A lighthouse at dawn.',
    negative: 'text, watermark',
    seed: 42,
    width,
    height,
    role: 'start',
    variation: 1,
    references: [],
    scene: scene(aspect),
    ...rest,
  };
}

export const reference = (
  role: PictureRequest['references'][number]['role'],
  name: string = role,
): PictureRequest['references'][number] => ({
  role,
  input: media(name),
  seed: null,
});

export function clipRequest(changes: Partial<ClipRequest> & { aspect?: keyof typeof sizes } = {}): ClipRequest {
  const { aspect = '16:9', ...rest } = changes;
  const [width, height] = sizes[aspect];
  return {
    kind: 'clip',
    prompt: 'The camera pushes in on a lighthouse.',
    negative: '',
    seed: 42,
    width,
    height,
    fps: 24,
    seconds: 4,
    movement: 'push-in',
    take: 1,
    startFrame: { input: media('start'), request: null },
    endFrame: null,
    scene: scene(aspect),
    ...rest,
  };
}

export const endFrame = { input: media('end'), request: null };

export const speechRequest = (changes: Partial<SpeechRequest> = {}): SpeechRequest => ({
  kind: 'speech',
  text: 'The light stays on.',
  voice: null,
  language: 'en',
  seconds: null,
  seed: 42,
  ...changes,
});

type Description = Partial<ModelDescriptorFile>;

const described = (kind: 'picture' | 'clip' | 'speech', mime: string, changes: Description): ModelDescriptor =>
  modelDescriptorSchema.parse({
    provider: 'somewhere',
    remoteId: 'maker/model',
    name: 'Model',
    kind,
    modes: ['text'],
    roles: { prompt: { path: 'prompt' } },
    output: { select: ['output'], mime },
    ...changes,
  });

export const pictureModel = (changes: Description = {}): ModelDescriptor => described('picture', 'image/png', changes);
export const clipModel = (changes: Description = {}): ModelDescriptor => described('clip', 'video/mp4', changes);
export const speechModel = (changes: Description = {}): ModelDescriptor => described('speech', 'audio/mpeg', changes);

export const upload = (path: string, more: Record<string, unknown> = {}) => ({ path, encoding: 'upload' as const, ...more });

/** Image-to-video with an optional end frame, five or ten seconds, no seed. */
export const kling = (changes: Description = {}): ModelDescriptor =>
  clipModel({
    name: 'Kling',
    modes: ['text', 'image'],
    roles: {
      prompt: { path: 'prompt', maxCharacters: 2500 },
      negative: { path: 'negative_prompt' },
      firstFrame: upload('start_image'),
      lastFrame: { ...upload('end_image'), requires: ['firstFrame'] },
    },
    params: [
      { key: 'duration', path: 'duration', from: 'seconds', wireType: 'integer', values: [5, 10], default: 5 },
      { key: 'aspect_ratio', path: 'aspect_ratio', from: 'aspect', wireType: 'string', values: ['16:9', '9:16', '1:1'], default: '16:9' },
      { key: 'mode', path: 'mode', wireType: 'string', values: ['standard', 'pro'], default: 'standard' },
    ],
    constraints: [
      { if: { has: ['firstFrame'] }, then: { drop: ['aspect_ratio'] }, message: 'The clip takes the shape of its start frame.' },
    ],
    price: [
      { unit: 'second', amount: 0.168, when: { mode: 'standard' } },
      { unit: 'second', amount: 0.224, when: { mode: 'pro' } },
    ],
    ...changes,
  });
