/** Reads a workflow file, and says how to make one when it is none. */
import { graphSchema, type Graph } from './workflow.ts';

const HOW_TO_EXPORT =
  'In ComfyUI, open the workflow and choose Workflow, Export (API); in older versions, turn on “Dev mode options” in the settings and press “Save (API Format)”.';

/** A workflow as exported, or as it was sent to the server (`{"prompt": …}`). */
export function graphOf(value: unknown): { graph: Graph; problem: null } | { graph: null; problem: string } {
  const refused = (problem: string): { graph: null; problem: string } => ({ graph: null, problem });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused(`This file is no workflow. ${HOW_TO_EXPORT}`);
  if ('nodes' in value && Array.isArray(value.nodes))
    return refused(
      `This is the workflow as ComfyUI’s window saves it, with places and colours. The version for programs is needed. ${HOW_TO_EXPORT}`,
    );
  const inner: unknown =
    'prompt' in value && typeof value.prompt === 'object' && value.prompt !== null && !('class_type' in value.prompt)
      ? value.prompt
      : value;
  const graph = graphSchema.safeParse(inner);
  if (!graph.success || Object.keys(graph.data).length === 0) return refused(`This file is no workflow in API format. ${HOW_TO_EXPORT}`);
  return { graph: graph.data, problem: null };
}
