/**
 * A workflow in ComfyUI's API format, and its binding: which input of which node takes the prompt, the seed, the start
 * frame. Both are files; the binding is small enough to be written by hand.
 */
import { z } from 'zod';
import { ProviderFailure, providerError } from '../transport/errors.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** `["4", 0]`: the first output of node 4. */
const linkSchema = z.tuple([z.union([z.string(), z.number()]), z.number().int().nonnegative()]);

const nodeSchema = z.looseObject({
  class_type: z.string().min(1),
  inputs: z.record(z.string(), z.unknown()).default({}),
  _meta: z.looseObject({ title: z.string().optional() }).optional(),
});
export const graphSchema = z.record(z.string(), nodeSchema);
export type Graph = z.infer<typeof graphSchema>;
export type GraphNode = Graph[string];

/** Slots with a meaning of their own; any other name becomes a parameter that people may set. */
export const knownSlots = [
  'prompt',
  'negative',
  'seed',
  'width',
  'height',
  'frames',
  'fps',
  'steps',
  'cfg',
  'startFrame',
  'endFrame',
  'reference',
] as const;
export type KnownSlot = (typeof knownSlots)[number];
export const pictureSlots: readonly string[] = ['startFrame', 'endFrame', 'reference'] satisfies KnownSlot[];

const slotSchema = z.strictObject({
  /** One of `knownSlots`, or a name of your own. The same slot may go to several places; `reference` fills them in order. */
  slot: z.string().regex(/^[a-zA-Z]\w*$/),
  node: z.string().min(1),
  input: z.string().min(1),
  type: z.enum(['text', 'integer', 'number', 'boolean', 'choice', 'picture']),
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().positive().optional(),
  default: scalar.optional(),
  /**
   * Pictures: nodes that are left out when there is none, with every link to them. Without it the picture is required.
   */
  leaveOut: z.array(z.string()).optional(),
});
export type BindingSlot = z.infer<typeof slotSchema>;

export const bindingSchema = z.strictObject({
  version: z.literal(1),
  kind: z.enum(['picture', 'clip']),
  slots: z.array(slotSchema),
  /** Nodes whose files are the result; the first that has any counts. */
  outputs: z.array(z.string().min(1)).min(1),
  /** Inputs that always get this value, whatever the workflow was saved with. */
  fixed: z.array(z.strictObject({ node: z.string(), input: z.string(), value: scalar })).default([]),
});
export type Binding = z.infer<typeof bindingSchema>;
export type BindingFile = z.input<typeof bindingSchema>;

/** The other end of a link; null for a value. */
export function linkedTo(value: unknown): { node: string; output: number } | null {
  const link = linkSchema.safeParse(value);
  return link.success ? { node: String(link.data[0]), output: link.data[1] } : null;
}

/** What people call a node: its title, else its class. */
export const titleOf = (node: GraphNode): string => {
  const { _meta: facts } = node;
  const title = facts?.title?.trim() ?? '';
  return title === '' ? node.class_type : title;
};

const invalid = (fields: { path: string; message: string }[]): ProviderFailure =>
  new ProviderFailure(
    providerError('invalid_input', `The workflow cannot be filled: ${fields.map((field) => field.message).join(' ')} Nothing was sent.`, {
      fields,
    }),
  );

/**
 * The workflow with the values of one request in it. The workflow itself is not changed.
 *
 * @param values by slot; pictures by the name that the server gave them, several references as a list
 * @param filePrefix how result files are called on the server. A name of its own for every job also keeps ComfyUI from
 *   answering with “nothing to do” when the same request is made twice
 * @throws ProviderFailure `invalid_input` when workflow, binding and values do not fit together
 */
export function fillWorkflow(workflow: Graph, binding: Binding, values: Readonly<Record<string, unknown>>, filePrefix: string): Graph {
  const graph = structuredClone(workflow);
  const problems: { path: string; message: string }[] = [];
  const put = (place: { node: string; input: string }, value: unknown, path: string): void => {
    const node = graph[place.node];
    if (node === undefined) problems.push({ path, message: `The binding names node ${place.node}, which this workflow does not have.` });
    else node.inputs[place.input] = value;
  };

  for (const { node, input, value } of binding.fixed) put({ node, input }, value, 'fixed');
  const leftOut = new Set<string>();
  for (const slot of new Set(binding.slots.map((each) => each.slot))) {
    const places = binding.slots.filter((each) => each.slot === slot);
    const value = values[slot] ?? places.find((each) => each.default !== undefined)?.default;
    if (places.some((each) => each.type === 'picture')) {
      fillPictures(places, value, slot);
      continue;
    }
    // Nothing given: the workflow keeps the value it was saved with.
    if (value !== undefined) for (const place of places) put(place, value, slot);
  }
  for (const name of Object.keys(values)) {
    if (!binding.slots.some((each) => each.slot === name))
      problems.push({ path: name, message: `The binding says nowhere where “${name}” goes.` });
  }

  function fillPictures(places: BindingSlot[], value: unknown, slot: string): void {
    const names = (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string' && each !== '');
    for (const [index, place] of places.entries()) {
      // More places than references: the last one again, which changes less than somebody else's picture would.
      const name = slot === 'reference' ? (names[index] ?? (place.leaveOut === undefined ? names.at(-1) : undefined)) : names[0];
      if (name !== undefined) put(place, name, slot);
      else if (place.leaveOut === undefined) problems.push({ path: slot, message: `This workflow needs a picture for “${slot}”.` });
      else for (const node of [place.node, ...place.leaveOut]) leftOut.add(node);
    }
  }

  for (const id of leftOut) delete graph[id];
  for (const node of Object.values(graph)) {
    for (const [input, value] of Object.entries(node.inputs)) {
      const link = linkedTo(value);
      if (link !== null && leftOut.has(link.node)) delete node.inputs[input];
    }
  }
  for (const id of binding.outputs) {
    const node = graph[id];
    if (node === undefined)
      problems.push({ path: 'outputs', message: `The binding names node ${id} as a result, which this workflow does not have.` });
    else if (typeof node.inputs['filename_prefix'] === 'string') node.inputs['filename_prefix'] = filePrefix;
  }
  if (problems.length > 0) throw invalid(problems);
  return graph;
}

/** Nodes that take most of the time: those that draw step by step. */
export const samplersOf = (graph: Graph): string[] =>
  Object.entries(graph)
    .filter(
      ([, node]) =>
        /sampler/iu.test(node.class_type) &&
        ['positive', 'guider', 'latent_image', 'steps'].some((name) => name in node.inputs) &&
        !/Select|Scheduler/u.test(node.class_type),
    )
    .map(([id]) => id);
