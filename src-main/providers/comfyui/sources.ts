/** Where workflows and bindings come from: built-in ones by name, people's own by path. */
import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { ProviderFailure, providerError } from '../transport/errors.ts';
import { graphOf } from './graph-file.ts';
import { bindingSchema, type Binding, type Graph } from './workflow.ts';

const BUILT_IN = 'builtin:';

type Load = () => Promise<{ default: unknown }>;
// Imported, not read: so that they travel with the program however it is packed.
const builtIn: Record<string, { workflow: Load; binding: Load }> = {
  'txt2img-checkpoint': {
    workflow: () => import('../../../resources/comfyui/txt2img-checkpoint.json', { with: { type: 'json' } }),
    binding: () => import('../../../resources/comfyui/txt2img-checkpoint.binding.json', { with: { type: 'json' } }),
  },
  'img2img-checkpoint': {
    workflow: () => import('../../../resources/comfyui/img2img-checkpoint.json', { with: { type: 'json' } }),
    binding: () => import('../../../resources/comfyui/img2img-checkpoint.binding.json', { with: { type: 'json' } }),
  },
  'wan22-image-to-video': {
    workflow: () => import('../../../resources/comfyui/wan22-image-to-video.json', { with: { type: 'json' } }),
    binding: () => import('../../../resources/comfyui/wan22-image-to-video.binding.json', { with: { type: 'json' } }),
  },
  'wan22-frames-to-video': {
    workflow: () => import('../../../resources/comfyui/wan22-frames-to-video.json', { with: { type: 'json' } }),
    binding: () => import('../../../resources/comfyui/wan22-frames-to-video.binding.json', { with: { type: 'json' } }),
  },
};

/** Names of the workflows that come with the program. */
export const builtInWorkflows: readonly string[] = Object.keys(builtIn);

const pairSchema = z.object({ workflow: z.string().min(1), binding: z.string().min(1) });
/** `job.options` of a ComfyUI model. */
const optionsSchema = z.looseObject({
  ...pairSchema.shape,
  /** Another workflow for requests with a start picture. */
  withPicture: pairSchema.optional(),
});

const unusable = (message: string, cause?: unknown): ProviderFailure =>
  new ProviderFailure(providerError('model_unavailable', `${message} Nothing was sent.`), cause === undefined ? {} : { cause });

/** Which pair serves a request with these values. */
function pairOf(options: unknown, values: Readonly<Record<string, unknown>>): z.infer<typeof pairSchema> {
  const read = optionsSchema.safeParse(options);
  if (!read.success)
    throw unusable(
      'This model’s description does not say which workflow and binding it means (job.options.workflow, job.options.binding).',
    );
  return values['startFrame'] !== undefined && read.data.withPicture !== undefined ? read.data.withPicture : read.data;
}

async function load(reference: string, part: 'workflow' | 'binding'): Promise<unknown> {
  if (reference.startsWith(BUILT_IN)) {
    const found = builtIn[reference.slice(BUILT_IN.length)];
    if (found === undefined)
      throw unusable(`There is no built-in workflow “${reference.slice(BUILT_IN.length)}”, only ${builtInWorkflows.join(', ')}.`);
    return (await found[part]()).default;
  }
  if (!isAbsolute(reference)) throw unusable(`The ${part} “${reference}” is neither a full path nor a built-in one (builtin:name).`);
  let text: string;
  try {
    text = await readFile(reference, 'utf8');
  } catch (cause) {
    throw unusable(`The ${part} file ${reference} cannot be read.`, cause);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw unusable(`The ${part} file ${reference} is not JSON.`, cause);
  }
}

/**
 * The workflow and binding of a model. Own files are read anew each time, because people edit them while they try.
 *
 * @param options the descriptor's `job.options`
 * @param values the request's values by slot
 * @throws ProviderFailure `model_unavailable` with what to do
 */
export async function loadWorkflow(
  options: unknown,
  values: Readonly<Record<string, unknown>>,
): Promise<{ workflow: Graph; binding: Binding }> {
  const pair = pairOf(options, values);
  const [graph, given] = await Promise.all([load(pair.workflow, 'workflow'), load(pair.binding, 'binding')]);
  const read = graphOf(graph);
  if (read.graph === null) throw unusable(read.problem);
  const binding = bindingSchema.safeParse(given);
  if (!binding.success) {
    const first = binding.error.issues[0];
    throw unusable(
      `The binding ${pair.binding} is not usable: ${first === undefined ? 'it has a fault' : `${first.path.join('.')}: ${first.message}`}.`,
    );
  }
  return { workflow: read.graph, binding: binding.data };
}
