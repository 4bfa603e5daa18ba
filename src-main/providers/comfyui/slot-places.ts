/** Where in a node a slot's value may stand, and what it takes there, as far as the node's name tells. Pure. */
import type { BindingSlot, GraphNode } from './workflow.ts';

/** Input names that hold a slot's value, in the order in which they are tried. */
export const inputsOf: Record<string, readonly string[]> = {
  prompt: ['text', 'prompt', 'value', 'string', 'text_g', 't5xxl'],
  negative: ['text', 'negative_prompt', 'prompt', 'value', 'string', 'text_g'],
  seed: ['seed', 'noise_seed', 'value', 'int'],
  width: ['width', 'value', 'int'],
  height: ['height', 'value', 'int'],
  frames: ['length', 'video_frames', 'num_frames', 'frames', 'value', 'int'],
  fps: ['fps', 'frame_rate', 'value', 'float'],
  steps: ['steps', 'value', 'int'],
  cfg: ['cfg', 'guidance', 'value', 'float'],
  startFrame: ['image', 'value'],
  endFrame: ['image', 'value'],
  reference: ['image', 'value'],
};
/** Longest side in pixels that models of each kind were made for. */
const LONGEST_STILL = 1536;
const LONGEST_MOVING = 1280;

/** Step and least number of frames by the family of the model, where more than any number will not do. */
const frameGrids: readonly { of: RegExp; min: number; step: number }[] = [
  { of: /wan|hunyuan/iu, min: 5, step: 4 },
  { of: /ltxv|cosmos/iu, min: 9, step: 8 },
  { of: /mochi/iu, min: 7, step: 6 },
];

/** The input that holds the number of frames; undefined for nodes of stills. */
export const framesInput = (node: GraphNode): string | undefined =>
  ['length', 'video_frames', 'num_frames', 'frames'].find((name) => name in node.inputs);

/** What a slot of this node takes, as far as its family tells; the server checks again. */
export function limitsOf(slot: string, node: GraphNode): Partial<BindingSlot> {
  switch (slot) {
    case 'width':
    case 'height': {
      const moving = framesInput(node) !== undefined;
      return { min: 64, max: moving ? LONGEST_MOVING : LONGEST_STILL, step: moving ? 16 : 8 };
    }
    case 'frames': {
      const grid = frameGrids.find(({ of }) => of.test(node.class_type));
      const saved = node.inputs[framesInput(node) ?? ''];
      const most = Math.max(typeof saved === 'number' ? saved : 0, 81);
      return { min: grid?.min ?? 1, step: grid?.step ?? 1, max: /svd/iu.test(node.class_type) ? 25 : most };
    }
    case 'fps':
      return { min: 1, max: 60 };
    case 'steps':
      return { min: 1, max: 150 };
    case 'cfg':
      return { min: 0, max: 30 };
    default:
      return {};
  }
}
