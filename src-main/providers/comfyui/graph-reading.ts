/** Walks along the links of a workflow: back to where a value comes from, forward to what a picture is used for. Pure. */
import { linkedTo, type Graph } from './workflow.ts';

export interface TextPlace {
  node: string;
  inputs: string[];
}

type Link = ReturnType<typeof linkedTo>;

/** A workflow may be wrong and run in circles. */
const LONGEST_WAY = 40;

/**
 * The node whose words end up at one side of a sampler, followed back through everything that only passes conditioning
 * on. Null when that side has no words, e.g. because they are zeroed out.
 */
export function textNode(graph: Graph, from: Link, side: 'positive' | 'negative', names: readonly string[]): TextPlace | null {
  let link = from;
  for (let steps = 0; link !== null && steps < LONGEST_WAY; steps++) {
    const node = graph[link.node];
    if (node === undefined || /ZeroOut/u.test(node.class_type)) return null;
    const own = names.filter((name) => typeof node.inputs[name] === 'string');
    // Encoders with several texts get the same one; names that mean something else are not texts of theirs.
    if (own.length > 0)
      return { node: link.node, inputs: own.length > 1 ? own.filter((name) => /^(?:text|prompt|t5xxl|clip_)/u.test(name)) : own };
    const text = names.map((name) => linkedTo(node.inputs[name])).find((each) => each !== null);
    if (text !== undefined && text !== null) link = text;
    else if (linkedTo(node.inputs[side]) !== null) link = linkedTo(node.inputs[side]);
    else
      link = linkedTo(
        node.inputs['conditioning'] ?? node.inputs['conditioning_to'] ?? node.inputs['conditioning_1'] ?? node.inputs['guider'],
      );
  }
  return null;
}

/** The nearest node before a sampler's latent input that has a width and a height; null when there is none. */
export function measureNode(graph: Graph, from: Link): string | null {
  const seen = new Set<string>();
  const queue = from === null ? [] : [from.node];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const node = graph[id];
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    if ('width' in node.inputs && 'height' in node.inputs) return id;
    for (const value of Object.values(node.inputs)) {
      const link = linkedTo(value);
      if (link !== null) queue.push(link.node);
    }
  }
  return null;
}

/** What a loaded picture is used for, by the names of the inputs it flows into; null when they do not tell. */
export function forwardUse(graph: Graph, loader: string): 'startFrame' | 'endFrame' | 'reference' | null {
  const uses = new Set<'startFrame' | 'endFrame' | 'reference'>();
  const seen = new Set<string>();
  const queue = [loader];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const [other, node] of Object.entries(graph)) {
      for (const [input, value] of Object.entries(node.inputs)) {
        const link = linkedTo(value);
        // The second output of a loader is its mask.
        if (link?.node !== id || (id === loader && link.output > 0)) continue;
        if (/^(?:end|last)_?(?:image|frame)|^clip_vision_end/u.test(input)) uses.add('endFrame');
        else if (
          /^(?:start|first|init)_?(?:image|frame)|^clip_vision_start/u.test(input) ||
          (input === 'image' && /ImgToVideo|ImageToVideo/u.test(node.class_type))
        )
          uses.add('startFrame');
        else if (
          /reference|ipadapter|kontext|stitch|TextEncodeQwenImageEdit|StyleModel|PhotoMaker|PuLID|InstantID/iu.test(
            `${node.class_type} ${input}`,
          )
        )
          uses.add('reference');
        else if (input === 'latent_image') uses.add('startFrame');
        else queue.push(other);
      }
    }
  }
  return (['endFrame', 'startFrame', 'reference'] as const).find((use) => uses.has(use)) ?? null;
}
