/** Whether a server has everything that a workflow needs, asked before anything is queued. */
import { z } from 'zod';
import type { ComfyApi } from './api.ts';
import { linkedTo, titleOf, type Graph, type GraphNode } from './workflow.ts';

const inputSpec = z.array(z.unknown());
const nodeInfoSchema = z.looseObject({
  input: z
    .looseObject({ required: z.record(z.string(), inputSpec).optional(), optional: z.record(z.string(), inputSpec).optional() })
    .nullish(),
  output: z.array(z.unknown()).optional(),
});
export type NodeInfo = z.infer<typeof nodeInfoSchema>;

export interface NodeCatalogue {
  /** What the server says about a class of nodes; null when it has none of that name. */
  info(className: string, signal: AbortSignal): Promise<NodeInfo | null>;
}

/** Milliseconds. People add a model file and try again at once. */
const KEPT = 15_000;
/** How many names of installed files are worth reading in a message. */
const NAMES_SHOWN = 6;

export function nodeCatalogue(api: ComfyApi, now: () => number): NodeCatalogue {
  const known = new Map<string, { info: Promise<NodeInfo | null>; until: number }>();
  return {
    async info(className, signal) {
      const kept = known.get(className);
      if (kept !== undefined && kept.until > now()) return kept.info;
      const info = api.get(`/object_info/${encodeURIComponent(className)}`, signal).then((answer) => {
        const found = z.record(z.string(), nodeInfoSchema).safeParse(answer);
        return found.success ? (found.data[className] ?? null) : null;
      });
      known.set(className, { info, until: now() + KEPT });
      info.catch(() => known.delete(className));
      return info;
    },
  };
}

/** The values a list input may have; null when it is no list, or one that the server does not insist on. */
export function choicesOf(spec: readonly unknown[] | undefined): string[] | null {
  const [type, details] = spec ?? [];
  const facts = typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {};
  // Uploaded files are looked for on the disk, not in the list that was read at the start.
  if (Object.keys(facts).some((key) => key.endsWith('_upload') && facts[key] === true)) return null;
  const list = Array.isArray(type)
    ? (type as unknown[])
    : type === 'COMBO' && Array.isArray(facts['options'])
      ? (facts['options'] as unknown[])
      : null;
  return list === null ? null : list.map(String);
}

const isModelFile = (name: string): boolean => /\.(?:safetensors|ckpt|pt|pth|bin|gguf|sft|onnx)$/iu.test(name);

/**
 * Everything that is missing on the server, one plain sentence each; empty when the workflow can run.
 *
 * @param graph the workflow with its values in it
 */
export async function missingOnServer(
  graph: Graph,
  catalogue: NodeCatalogue,
  signal: AbortSignal,
): Promise<{ path: string; message: string }[]> {
  const classes = [...new Set(Object.values(graph).map((node) => node.class_type))];
  const infos = new Map(await Promise.all(classes.map(async (name) => [name, await catalogue.info(name, signal)] as const)));
  const found: { path: string; message: string }[] = [];
  for (const name of classes.filter((each) => infos.get(each) === null)) {
    found.push({
      path: `nodes.${name}`,
      message: `This ComfyUI has no node “${name}”. Install the extension that brings it (in ComfyUI: Manager, Install missing custom nodes) or update ComfyUI, then restart it.`,
    });
  }
  for (const [id, node] of Object.entries(graph)) {
    const info = infos.get(node.class_type);
    if (info !== null && info !== undefined) found.push(...missingIn(id, node, info, graph));
  }
  return found;
}

function missingIn(id: string, node: GraphNode, info: NodeInfo, graph: Graph): { path: string; message: string }[] {
  const found: { path: string; message: string }[] = [];
  const required = info.input?.required ?? {};
  const all = { ...info.input?.optional, ...required };
  const name = titleOf(node);
  for (const input of Object.keys(required)) {
    if (!(input in node.inputs))
      found.push({
        path: `${id}.${input}`,
        message: `“${name}” in this workflow lacks its input “${input}”. Export the workflow again from this ComfyUI.`,
      });
  }
  for (const [input, value] of Object.entries(node.inputs)) {
    const path = `${id}.${input}`;
    const link = linkedTo(value);
    if (link !== null) {
      if (graph[link.node] === undefined)
        found.push({ path, message: `“${name}” is linked to node ${link.node}, which is not part of this workflow.` });
      continue;
    }
    const choices = choicesOf(all[input]);
    if (
      choices !== null &&
      (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
      !choices.includes(String(value))
    )
      found.push({ path, message: notThere(node, input, String(value), choices) });
    else if (typeof value === 'number') found.push(...outOfRange(path, name, input, value, all[input]?.[1]));
  }
  return found;
}

function notThere(node: GraphNode, input: string, value: string, choices: string[]): string {
  const shown =
    choices.slice(0, NAMES_SHOWN).join(', ') + (choices.length > NAMES_SHOWN ? `, and ${choices.length - NAMES_SHOWN} more` : '');
  if (isModelFile(value)) {
    const has = choices.length === 0 ? 'It has none of this kind.' : `It has: ${shown}.`;
    return `The model file “${value}” (for “${titleOf(node)}”) is not on this ComfyUI. Put it into its models folder, or choose another. ${has}`;
  }
  return `“${titleOf(node)}” on this ComfyUI does not know “${value}” for ${input}.${choices.length === 0 ? '' : ` It knows: ${shown}.`}`;
}

function outOfRange(path: string, name: string, input: string, value: number, details: unknown): { path: string; message: string }[] {
  const limits = typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {};
  const { min, max } = limits;
  if (typeof min === 'number' && value < min)
    return [{ path, message: `${input} of “${name}” is ${value}; this ComfyUI takes at least ${min}.` }];
  if (typeof max === 'number' && value > max)
    return [{ path, message: `${input} of “${name}” is ${value}; this ComfyUI takes at most ${max}.` }];
  return [];
}
