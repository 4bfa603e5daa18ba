/**
 * Makes a model of anybody's workflow: reads an exported file and proposes where prompt, seed, size and pictures go.
 *
 * Two ways to find a place, the first wins:
 *
 * 1. By title. In ComfyUI, a node called “Heroframe prompt” takes the prompt, and so on for `negative`, `seed`, `width`,
 *    `height`, `size` (both), `frames`, `fps`, `steps`, `cfg`, `start frame`, `end frame`, `reference`, `reference 2`, …;
 *    one called “Heroframe output” gives the result. Upper and lower case do not matter. “Heroframe <anything else>” makes
 *    a setting of that name out of the node's first value.
 * 2. By the graph. From every sampler back along `positive` and `negative` to the texts, along `latent_image` to the
 *    size and the number of frames, forward from every loaded picture to what it is used for, and to the nodes that save.
 */
import { graphOf } from './graph-file.ts';
import { forwardUse, measureNode, textNode, type TextPlace } from './graph-reading.ts';
import { framesInput, inputsOf, limitsOf } from './slot-places.ts';
import { knownSlots, linkedTo, pictureSlots, titleOf, type BindingFile, type BindingSlot, type Graph, type GraphNode } from './workflow.ts';

export { descriptorFor } from './own-model.ts';

export interface WorkflowProblem {
  /** Null when it is about the whole. */
  node: string | null;
  /** What is wrong and what to do. */
  message: string;
  /** Whether the workflow is of no use until it is mended. */
  blocking: boolean;
}

/** Words in titles for slots that have more than one. */
const titleWords: Record<string, string> = {
  positive: 'prompt',
  'positive prompt': 'prompt',
  'negative prompt': 'negative',
  length: 'frames',
  'frame count': 'frames',
  'frame rate': 'fps',
  guidance: 'cfg',
  'start frame': 'startFrame',
  'start image': 'startFrame',
  'first frame': 'startFrame',
  'end frame': 'endFrame',
  'end image': 'endFrame',
  'last frame': 'endFrame',
};

const VIDEO_OUTPUT = /^(?:SaveVideo|VHS_VideoCombine|SaveWEBM|PreviewVideo)$/u;
const ANIMATED_OUTPUT = /^SaveAnimated(?:WEBP|PNG)$/u;
const STILL_OUTPUT = /^(?:SaveImage|Image Save|SaveImageWebsocket|PreviewImage)$/u;

const isLiteral = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);
const literals = (node: GraphNode): string[] => Object.keys(node.inputs).filter((input) => isLiteral(node.inputs[input]));

/** The slot's name in a title, and the place among the references; null when the title is not for us. */
function slotInTitle(title: string): string | null {
  const words = /^heroframe[\s:_-]+(.+)$/iu
    .exec(title.trim())?.[1]
    ?.trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, ' ');
  if (words === undefined) return null;
  if (/^reference(?: (?:image|picture))?(?: \d+)?$/u.test(words)) return 'reference';
  const word = titleWords[words] ?? words;
  return word.replaceAll(/[^a-zA-Z0-9]+(.)?/gu, (_all, next: string | undefined) => (next ?? '').toUpperCase());
}

class Proposal {
  readonly slots: BindingSlot[] = [];
  readonly problems: WorkflowProblem[] = [];
  readonly graph: Graph;
  constructor(graph: Graph) {
    this.graph = graph;
  }

  has(slot: string): boolean {
    return this.slots.some((each) => each.slot === slot);
  }

  isTaken(node: string, input: string): boolean {
    return this.slots.some((each) => each.node === node && each.input === input);
  }

  add(slot: string, node: string, input: string, extra: Partial<BindingSlot> = {}): void {
    const value = this.graph[node]?.inputs[input];
    if (this.isTaken(node, input) || !isLiteral(value)) return;
    const isPicture = pictureSlots.includes(slot);
    const type = isPicture
      ? 'picture'
      : typeof value === 'string'
        ? slot === 'prompt' || slot === 'negative'
          ? 'text'
          : 'choice'
        : typeof value === 'boolean'
          ? 'boolean'
          : ['cfg', 'fps'].includes(slot) || !Number.isInteger(value)
            ? 'number'
            : 'integer';
    this.slots.push({ slot, node, input, type, ...(isPicture || type === 'text' || slot === 'seed' ? {} : { default: value }), ...extra });
  }

  problem(message: string, node: string | null = null, blocking = false): void {
    this.problems.push({ node, message, blocking });
  }
}

/**
 * Proposes a binding for a workflow.
 *
 * @param graph the parsed file
 * @returns `binding` null when nothing can be made of it; `problems` say why, or what a person should know
 */
export function describeWorkflow(graph: unknown): { binding: BindingFile | null; problems: WorkflowProblem[] } {
  const read = graphOf(graph);
  if (read.graph === null) return { binding: null, problems: [{ node: null, message: read.problem, blocking: true }] };
  const proposal = new Proposal(read.graph);
  const outputs = findOutputs(proposal);
  bindTitles(proposal);
  bindTexts(proposal);
  bindSeeds(proposal);
  const frames = bindMeasures(proposal);
  const kind = outputs.some((id) => isVideo(read.graph[id])) || frames ? 'clip' : 'picture';
  bindFrameRate(proposal, outputs);
  bindPictures(proposal);
  const fixed = oneAtATime(read.graph);
  tellWhatIsMissing(proposal, kind, outputs);
  const unusable = proposal.problems.some((problem) => problem.blocking);
  return {
    binding: unusable ? null : { version: 1, kind, slots: inOrder(proposal.slots), outputs, ...(fixed.length > 0 ? { fixed } : {}) },
    problems: proposal.problems,
  };
}

const inOrder = (slots: BindingSlot[]): BindingSlot[] => {
  const rank = (slot: string): number => {
    const index = knownSlots.findIndex((each) => each === slot);
    return index < 0 ? knownSlots.length : index;
  };
  return slots.toSorted((a, b) => rank(a.slot) - rank(b.slot));
};

const isVideo = (node: GraphNode | undefined): boolean =>
  node !== undefined && (VIDEO_OUTPUT.test(node.class_type) || ANIMATED_OUTPUT.test(node.class_type));

function findOutputs(proposal: Proposal): string[] {
  const entries = Object.entries(proposal.graph);
  const titled = entries.filter(([, node]) => slotInTitle(titleOf(node)) === 'output').map(([id]) => id);
  if (titled.length > 0) return titled;
  const of = (pattern: RegExp): string[] => entries.filter(([, node]) => pattern.test(node.class_type)).map(([id]) => id);
  const isPreview = (id: string): boolean => proposal.graph[id]?.class_type.startsWith('Preview') === true;
  // What was saved before what is only shown.
  const saved = (ids: string[]): string[] => ids.toSorted((a, b) => Number(isPreview(a)) - Number(isPreview(b)));
  for (const pattern of [VIDEO_OUTPUT, ANIMATED_OUTPUT, STILL_OUTPUT]) {
    const ids = saved(of(pattern));
    if (ids.length > 0) return ids;
  }
  return of(/^Save(?!Latent|Audio)/u);
}

function bindTitles(proposal: Proposal): void {
  const titled = Object.entries(proposal.graph)
    .map(([id, node]) => ({ id, node, title: titleOf(node), slot: slotInTitle(titleOf(node)) }))
    .filter(({ slot }) => slot !== null && slot !== 'output')
    // “reference 2” after “reference”, whatever the order in the file.
    .toSorted((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
  for (const { id, node, title, slot } of titled) {
    for (const name of slot === 'size' ? ['width', 'height'] : [slot ?? '']) {
      const own = literals(node);
      const usual = (inputsOf[name] ?? own).find((each) => isLiteral(node.inputs[each]));
      // Whoever gave the title meant something; a node with one value leaves no doubt.
      const input = usual ?? (own.length === 1 ? own[0] : undefined);
      if (input === undefined) {
        proposal.problem(
          `“${title}” has no value of its own that could be filled; it may come from another node. Give that one this title.`,
          id,
        );
      } else if (pictureSlots.includes(name)) proposal.add(name, id, input, leaveOut(proposal.graph, id));
      else if (/^[a-zA-Z]\w*$/u.test(name)) {
        proposal.add(name, id, input, limitsOf(name, node));
        if (input === 'text_g' && isLiteral(node.inputs['text_l'])) proposal.add(name, id, 'text_l');
      }
    }
  }
}

const textInputs = ['text', 'prompt', 'text_g', 'text_l', 't5xxl', 'clip_l', 'value', 'string'];

function bindTexts(proposal: Proposal): void {
  const { graph } = proposal;
  const positive = new Map<string, TextPlace>();
  const negative = new Map<string, TextPlace>();
  for (const node of Object.values(graph)) {
    const links = [linkedTo(node.inputs['positive'] ?? node.inputs['conditioning']), linkedTo(node.inputs['negative'])] as const;
    if (!/sampler|guider/iu.test(node.class_type)) continue;
    const [good, bad] = [textNode(graph, links[0], 'positive', textInputs), textNode(graph, links[1], 'negative', textInputs)];
    if (good !== null) positive.set(good.node, good);
    if (bad !== null) negative.set(bad.node, bad);
  }
  if (!proposal.has('prompt'))
    for (const place of positive.values()) for (const input of place.inputs) proposal.add('prompt', place.node, input);
  if (proposal.has('negative')) return;
  for (const place of negative.values()) {
    // The same text for both: some models have no negative side.
    if (positive.has(place.node)) continue;
    for (const input of place.inputs) proposal.add('negative', place.node, input);
  }
}

function bindSeeds(proposal: Proposal): void {
  const { graph } = proposal;
  const samplers = Object.entries(graph).filter(([, node]) => 'seed' in node.inputs || 'noise_seed' in node.inputs);
  if (!proposal.has('seed')) {
    for (const [id, node] of samplers) {
      const input = 'noise_seed' in node.inputs ? 'noise_seed' : 'seed';
      const link = linkedTo(node.inputs[input]);
      if (link === null) proposal.add('seed', id, input);
      else {
        const source = graph[link.node];
        const own =
          source === undefined ? undefined : ['seed', 'noise_seed', 'value', 'int'].find((each) => isLiteral(source.inputs[each]));
        if (own !== undefined) proposal.add('seed', link.node, own);
      }
    }
  }
  for (const slot of ['steps', 'cfg'] as const) {
    if (proposal.has(slot)) continue;
    const places = Object.entries(graph).filter(
      ([, node]) => isLiteral(node.inputs[slot]) && /sampler|scheduler|guider/iu.test(node.class_type),
    );
    const values = new Set(places.map(([, node]) => node.inputs[slot]));
    // Two passes share their steps out among themselves; one number for both would break that.
    if (places.length > 1 && (slot === 'steps' || values.size > 1)) continue;
    for (const [id] of places) proposal.add(slot, id, slot, limitsOf(slot, graph[id] ?? { class_type: '', inputs: {} }));
  }
}

/** @returns whether it makes several frames */
function bindMeasures(proposal: Proposal): boolean {
  const { graph } = proposal;
  let moving = proposal.has('frames');
  const places = new Set(
    Object.values(graph).flatMap((node) =>
      /sampler/iu.test(node.class_type) ? [measureNode(graph, linkedTo(node.inputs['latent_image']))] : [],
    ),
  );
  if (places.size === 0 || [...places].every((id) => id === null)) {
    for (const [id, node] of Object.entries(graph))
      if (/latent|ToVideo|img2vid/iu.test(node.class_type) && isLiteral(node.inputs['width'])) places.add(id);
  }
  for (const id of places) {
    const node = id === null ? undefined : graph[id];
    if (id === null || node === undefined) continue;
    for (const slot of ['width', 'height'] as const) {
      if (!proposal.slots.some((each) => each.slot === slot && !places.has(each.node)))
        bindThrough(proposal, slot, id, slot, limitsOf(slot, node));
    }
    const frames = framesInput(node);
    if (frames === undefined) continue;
    moving = true;
    bindThrough(proposal, 'frames', id, frames, limitsOf('frames', node));
  }
  return moving;
}

/** A value, or the single value of the node that it is linked to. */
function bindThrough(proposal: Proposal, slot: string, id: string, input: string, extra: Partial<BindingSlot>): void {
  const link = linkedTo(proposal.graph[id]?.inputs[input]);
  if (link === null) return proposal.add(slot, id, input, extra);
  const source = proposal.graph[link.node];
  const own = source === undefined ? undefined : ['value', 'int', input].find((each) => isLiteral(source.inputs[each]));
  if (own !== undefined) proposal.add(slot, link.node, own, extra);
}

function bindFrameRate(proposal: Proposal, outputs: readonly string[]): void {
  if (proposal.has('fps')) return;
  const { graph } = proposal;
  for (const id of outputs) {
    // SaveVideo takes a video that another node made of frames.
    const maker = linkedTo(graph[id]?.inputs['video'])?.node ?? id;
    const input = ['fps', 'frame_rate'].find((name) => name in (graph[maker]?.inputs ?? {}));
    if (input !== undefined) bindThrough(proposal, 'fps', maker, input, { min: 1, max: 60 });
  }
}

function bindPictures(proposal: Proposal): void {
  const { graph } = proposal;
  const loaders = Object.entries(graph).filter(
    ([id, node]) => /^LoadImage(?!Mask|FromUrl)/u.test(node.class_type) && !proposal.isTaken(id, 'image'),
  );
  for (const [id, node] of loaders) {
    const use = forwardUse(graph, id);
    const slot = use ?? (proposal.slots.some((each) => each.slot === 'startFrame') ? null : 'startFrame');
    if (slot === null || (slot !== 'reference' && proposal.has(slot))) {
      proposal.problem(
        `It is not clear what “${titleOf(node)}” (node ${id}) is for, so its picture stays as it was saved. Call the node “Heroframe start frame”, “Heroframe end frame” or “Heroframe reference”.`,
        id,
      );
    } else proposal.add(slot, id, 'image', leaveOut(graph, id));
  }
}

/** Inputs that their nodes can do without, in ComfyUI's own nodes. */
const optionalInput =
  /^(?:start_image|end_image|clip_vision_(?:start_image_|end_image_)?output|clip_vision_(?:start|end)_image|image[1-9]|reference_image)$/u;

/** Nodes that go when this picture is missing; nothing when something that must stay depends on it. */
function leaveOut(graph: Graph, loader: string): Partial<BindingSlot> {
  const gone: string[] = [];
  const queue = [loader];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    for (const [other, node] of Object.entries(graph)) {
      for (const [input, value] of Object.entries(node.inputs)) {
        if (linkedTo(value)?.node !== id || optionalInput.test(input)) continue;
        // A picture may be scaled or looked at on its way; what draws or saves must stay.
        if (!/^(?:ImageScale|ImageResize|ResizeImage|CLIPVisionEncode|LoadImage|GetImageSize)/u.test(node.class_type)) return {};
        if (!gone.includes(other)) {
          gone.push(other);
          queue.push(other);
        }
      }
    }
  }
  return { leaveOut: gone };
}

/** One picture or clip per request: what else were made would never be seen. */
const oneAtATime = (graph: Graph): NonNullable<BindingFile['fixed']> =>
  Object.entries(graph).flatMap(([node, { inputs }]) =>
    typeof inputs['batch_size'] === 'number' && inputs['batch_size'] > 1 ? [{ node, input: 'batch_size', value: 1 }] : [],
  );

function tellWhatIsMissing(proposal: Proposal, kind: 'picture' | 'clip', outputs: readonly string[]): void {
  const { graph } = proposal;
  if (outputs.length === 0)
    proposal.problem('Nothing in this workflow saves a picture or a video. Add “Save Image” or “Save Video”.', null, true);
  if (!proposal.has('prompt'))
    proposal.problem('No text was found that could take the prompt. Call the node that holds it “Heroframe prompt”.', null, true);
  if (!proposal.has('seed'))
    proposal.problem('No seed was found: the same request will always look the same. Call the node that holds it “Heroframe seed”.');
  if (!proposal.has('width'))
    proposal.problem('No size was found: pictures keep the size that was saved. Call the node that holds it “Heroframe size”.');
  if (kind !== 'clip') return;
  if (!proposal.has('frames'))
    proposal.problem(
      'No number of frames was found: clips keep the length that was saved. Call the node that holds it “Heroframe frames”.',
    );
  const [first] = outputs;
  const last = first === undefined ? undefined : graph[first];
  if (last === undefined) return;
  if (ANIMATED_OUTPUT.test(last.class_type))
    proposal.problem(
      `“${titleOf(last)}” saves an animated picture, which cannot be cut into a film. Add “Create Video” and “Save Video” instead.`,
      first,
      true,
    );
  else if (!isVideo(last))
    proposal.problem(
      'This workflow draws several frames and saves them one by one. Add “Create Video” and “Save Video” at its end.',
      first ?? null,
      true,
    );
}
