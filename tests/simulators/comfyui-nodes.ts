/** The nodes that the simulated ComfyUI has, and its checks of a workflow, worded as the real one words them. */

export type Json = Record<string, unknown>;
export interface SimNode {
  class_type: string;
  inputs: Json;
}
export type SimGraph = Record<string, SimNode>;

type Spec = [string | string[], Json?];
interface NodeKind {
  required: Record<string, Spec>;
  optional?: Record<string, Spec>;
  output: string[];
  outputNode?: true;
}

const int = (value: number, min: number, max: number, step = 1): Spec => ['INT', { default: value, min, max, step }];
const float = (value: number, min: number, max: number): Spec => ['FLOAT', { default: value, min, max, step: 0.01 }];
const words: Spec = ['STRING', { multiline: true }];
/** Newer nodes write their lists this way. */
const combo = (...options: string[]): Spec => ['COMBO', { options }];
const side = int(512, 16, 16_384, 8);
const seed = int(0, 0, Number.MAX_SAFE_INTEGER);
const samplers = ['euler', 'dpmpp_2m', 'uni_pc'];
const schedulers = ['simple', 'normal', 'karras'];
const sampling: Record<string, Spec> = {
  model: ['MODEL'],
  steps: int(20, 1, 10_000),
  cfg: float(8, 0, 100),
  sampler_name: [samplers],
  scheduler: [schedulers],
  positive: ['CONDITIONING'],
  negative: ['CONDITIONING'],
  latent_image: ['LATENT'],
};

export const simulatedNodes: Record<string, NodeKind> = {
  CheckpointLoaderSimple: {
    required: { ckpt_name: [['sd_xl_base_1.0.safetensors', 'film/grainy.safetensors']] },
    output: ['MODEL', 'CLIP', 'VAE'],
  },
  UNETLoader: {
    required: {
      unet_name: [
        [
          'wan2.2_ti2v_5B_fp16.safetensors',
          'wan2.2_i2v_high_noise_14B_fp8_scaled.safetensors',
          'wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors',
        ],
      ],
      weight_dtype: [['default', 'fp8_e4m3fn']],
    },
    output: ['MODEL'],
  },
  CLIPLoader: {
    required: { clip_name: [['umt5_xxl_fp8_e4m3fn_scaled.safetensors']], type: [['stable_diffusion', 'wan']] },
    optional: { device: [['default', 'cpu']] },
    output: ['CLIP'],
  },
  VAELoader: { required: { vae_name: [['wan2.2_vae.safetensors', 'wan_2.1_vae.safetensors']] }, output: ['VAE'] },
  ModelSamplingSD3: { required: { model: ['MODEL'], shift: float(3, 0, 100) }, output: ['MODEL'] },
  CLIPTextEncode: { required: { text: words, clip: ['CLIP'] }, output: ['CONDITIONING'] },
  EmptyLatentImage: { required: { width: side, height: side, batch_size: int(1, 1, 4096) }, output: ['LATENT'] },
  Wan22ImageToVideoLatent: {
    required: {
      vae: ['VAE'],
      width: int(1280, 32, 16_384, 32),
      height: int(704, 32, 16_384, 32),
      length: int(49, 1, 16_384, 4),
      batch_size: int(1, 1, 4096),
    },
    optional: { start_image: ['IMAGE'] },
    output: ['LATENT'],
  },
  WanFirstLastFrameToVideo: {
    required: {
      positive: ['CONDITIONING'],
      negative: ['CONDITIONING'],
      vae: ['VAE'],
      width: int(832, 16, 16_384, 16),
      height: int(480, 16, 16_384, 16),
      length: int(81, 1, 16_384, 4),
      batch_size: int(1, 1, 4096),
    },
    optional: {
      clip_vision_start_image: ['CLIP_VISION_OUTPUT'],
      clip_vision_end_image: ['CLIP_VISION_OUTPUT'],
      start_image: ['IMAGE'],
      end_image: ['IMAGE'],
    },
    output: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
  },
  LoadImage: { required: { image: [['example.png'], { image_upload: true }] }, output: ['IMAGE', 'MASK'] },
  ImageScale: {
    required: {
      image: ['IMAGE'],
      upscale_method: [['nearest-exact', 'lanczos']],
      width: int(512, 0, 16_384),
      height: int(512, 0, 16_384),
      crop: [['disabled', 'center']],
    },
    output: ['IMAGE'],
  },
  VAEEncode: { required: { pixels: ['IMAGE'], vae: ['VAE'] }, output: ['LATENT'] },
  VAEDecode: { required: { samples: ['LATENT'], vae: ['VAE'] }, output: ['IMAGE'] },
  KSampler: { required: { ...sampling, seed, denoise: float(1, 0, 1) }, output: ['LATENT'] },
  KSamplerAdvanced: {
    required: {
      ...sampling,
      add_noise: [['enable', 'disable']],
      noise_seed: seed,
      start_at_step: int(0, 0, 10_000),
      end_at_step: int(10_000, 0, 10_000),
      return_with_leftover_noise: [['disable', 'enable']],
    },
    output: ['LATENT'],
  },
  SaveImage: { required: { images: ['IMAGE'], filename_prefix: ['STRING', { default: 'ComfyUI' }] }, output: [], outputNode: true },
  PreviewImage: { required: { images: ['IMAGE'] }, output: [], outputNode: true },
  CreateVideo: { required: { images: ['IMAGE'], fps: float(30, 1, 120) }, optional: { audio: ['AUDIO'] }, output: ['VIDEO'] },
  SaveVideo: {
    required: {
      video: ['VIDEO'],
      filename_prefix: ['STRING', { default: 'video/ComfyUI' }],
      format: combo('auto', 'mp4'),
      codec: combo('auto', 'h264'),
    },
    output: [],
    outputNode: true,
  },
  VHS_VideoCombine: {
    required: {
      images: ['IMAGE'],
      frame_rate: float(8, 1, 120),
      loop_count: int(0, 0, 100),
      filename_prefix: ['STRING', {}],
      format: [['video/h264-mp4']],
      pingpong: ['BOOLEAN', {}],
      save_output: ['BOOLEAN', {}],
    },
    output: ['VHS_FILENAMES'],
    outputNode: true,
  },
};

/** What `/object_info/<class>` says. */
export const infoOf = (name: string): Json | null => {
  const kind = simulatedNodes[name];
  return kind === undefined
    ? null
    : {
        input: { required: kind.required, optional: kind.optional ?? {} },
        output: kind.output,
        name,
        display_name: name,
        output_node: kind.outputNode === true,
      };
};

/** A plain value as text; empty for everything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : '');

export const linkOf = (value: unknown): [string, number] | null =>
  Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number' ? [value[0], value[1]] : null;

export interface Refused {
  error: { type: string; message: string; details: string; extra_info: Json };
  node_errors: Json;
}

/** Null when the workflow can run. Like the real one, it looks only at nodes that lead to a result. */
export function validateGraph(graph: SimGraph, hasFile: (name: string) => boolean): Refused | null {
  for (const [id, node] of Object.entries(graph)) {
    if (typeof node.class_type !== 'string')
      return whole('invalid_prompt', 'Cannot execute because a node is missing the class_type property.', `Node ID '#${id}'`);
    if (simulatedNodes[node.class_type] === undefined)
      return whole('invalid_prompt', `Cannot execute because node ${node.class_type} does not exist.`, `Node ID '#${id}'`);
  }
  const outputs = Object.keys(graph).filter((id) => simulatedNodes[graph[id]?.class_type ?? '']?.outputNode === true);
  if (outputs.length === 0) return whole('prompt_no_outputs', 'Prompt has no outputs', '');
  const nodeErrors: Record<string, { errors: Json[]; dependent_outputs: string[]; class_type: string }> = {};
  let good = 0;
  for (const output of outputs) {
    let broken = false;
    const seen = new Set<string>();
    const queue = [output];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const node = graph[id];
      if (node === undefined || seen.has(id)) continue;
      seen.add(id);
      const errors = errorsOf(node, graph, hasFile);
      if (errors.length > 0) {
        broken = true;
        const entry = (nodeErrors[id] ??= { errors, dependent_outputs: [], class_type: node.class_type });
        entry.dependent_outputs.push(output);
      }
      for (const value of Object.values(node.inputs)) queue.push(linkOf(value)?.[0] ?? '');
    }
    if (!broken) good += 1;
  }
  return good > 0
    ? null
    : { ...whole('prompt_outputs_failed_validation', 'Prompt outputs failed validation', ''), node_errors: nodeErrors };
}

const whole = (type: string, message: string, details: string): Refused => ({
  error: { type, message, details, extra_info: {} },
  node_errors: {},
});

function errorsOf(node: SimNode, graph: SimGraph, hasFile: (name: string) => boolean): Json[] {
  const kind = simulatedNodes[node.class_type];
  if (kind === undefined) return [];
  const found: Json[] = [];
  const wrong = (type: string, message: string, details: string, input: string): void => {
    found.push({ type, message, details, extra_info: { input_name: input } });
  };
  for (const [input, spec] of [...Object.entries(kind.required), ...Object.entries(kind.optional ?? {})]) {
    const value = node.inputs[input];
    if (value === undefined) {
      if (input in kind.required) wrong('required_input_missing', 'Required input is missing', input, input);
      continue;
    }
    const [type, facts = {}] = spec;
    const link = linkOf(value);
    if (link !== null) {
      const source = graph[link[0]];
      const given = simulatedNodes[source?.class_type ?? '']?.output[link[1]];
      if (given === undefined)
        wrong('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', input, input);
      else if (given !== type)
        wrong(
          'return_type_mismatch',
          'Return type mismatch between linked nodes',
          `${input}, received_type(${given}) mismatch input_type(${String(type)})`,
          input,
        );
      continue;
    }
    const list = Array.isArray(type) ? type : type === 'COMBO' ? (facts['options'] as string[]) : null;
    if (facts['image_upload'] === true) {
      if (!hasFile(textOf(value)))
        wrong('custom_validation_failed', 'Custom validation failed for node', `${input} - Invalid image file: ${textOf(value)}`, input);
    } else if (list !== null) {
      if (!list.includes(textOf(value)))
        wrong('value_not_in_list', 'Value not in list', `${input}: '${textOf(value)}' not in ${JSON.stringify(list)}`, input);
    } else if (type === 'INT' || type === 'FLOAT') {
      const number = Number(value);
      if (typeof value === 'boolean' || !Number.isFinite(number) || (type === 'INT' && !Number.isInteger(number)))
        wrong('invalid_input_type', `Failed to convert an input value to a ${type} value`, `${input}, ${textOf(value)}`, input);
      else if (number < Number(facts['min']))
        wrong('value_smaller_than_min', `Value ${number} smaller than min of ${String(facts['min'])}`, input, input);
      else if (number > Number(facts['max']))
        wrong('value_bigger_than_max', `Value ${number} bigger than max of ${String(facts['max'])}`, input, input);
    } else if (type !== 'STRING' && type !== 'BOOLEAN')
      wrong('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', input, input);
  }
  return found;
}

/** Walks back from a node along its links; the first node that fits. */
export function before(graph: SimGraph, from: string, fits: (node: SimNode) => boolean, first = ''): SimNode | null {
  const seen = new Set<string>();
  const queue = [from];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const node = graph[id];
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    if (fits(node)) return node;
    const links = Object.entries(node.inputs).toSorted(([a], [b]) => Number(b === first) - Number(a === first));
    for (const [, value] of links) queue.push(linkOf(value)?.[0] ?? '');
  }
  return null;
}
