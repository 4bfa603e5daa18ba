/** A person's ComfyUI workflow as a model of their own: both files are copied into the settings folder. */
import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from '#contract/errors.ts';
import { modelIdOf } from '#providers/descriptors/schema.ts';
import { describeWorkflow, descriptorFor } from '#providers/comfyui/import-workflow.ts';
import { bindingSchema, type BindingFile } from '#providers/comfyui/workflow.ts';
import { writeWhole } from '#storage/index.ts';

/** Bytes. A workflow of a thousand nodes has about half of it. */
const LARGEST = 4_000_000;

/**
 * @param order.bindingFile which input of which node takes what; proposed from the workflow when left out
 * @throws StudioFailure not-found, invalid-input (with what is wrong in the workflow), not-writable
 */
export async function importWorkflow(
  home: string,
  order: { file: string; bindingFile?: string | undefined; name: string },
): Promise<{ modelId: string; places: string[]; remarks: string[] }> {
  const graph = await readJson(order.file, 'workflow');
  const proposed = describeWorkflow(graph);
  const given = order.bindingFile === undefined ? null : await readBinding(order.bindingFile);
  const blocking = proposed.problems.find((problem) => problem.blocking);
  const binding = given ?? proposed.binding;
  if (binding === null || (given === null && blocking !== undefined))
    return fail(
      'invalid-input',
      `“${order.name}” cannot be used as it is: ${blocking?.message ?? 'no prompt and no result were found in it.'}`,
      'Mend the workflow in ComfyUI and export it in API format again, or give a binding file of your own.',
    );

  const folder = join(home, 'workflows');
  const models = join(home, 'models');
  await mkdir(folder, { recursive: true });
  await mkdir(models, { recursive: true });
  const draft = descriptorFor(order.name, { workflow: '', binding: '' }, binding);
  const files = { workflow: join(folder, `${draft.remoteId}.json`), binding: join(folder, `${draft.remoteId}.binding.json`) };
  await writeWhole(files.workflow, `${JSON.stringify(graph, null, 2)}\n`);
  await writeWhole(files.binding, `${JSON.stringify(binding, null, 2)}\n`);
  const descriptor = descriptorFor(order.name, files, binding);
  await writeWhole(join(models, `comfyui-${descriptor.remoteId}.json`), `${JSON.stringify(descriptor, null, 2)}\n`);
  return {
    modelId: modelIdOf(descriptor),
    places: binding.slots.map(({ slot, node, input }) => `${slot} → node ${node}, ${input}`),
    remarks: given === null ? proposed.problems.map((problem) => problem.message) : [],
  };
}

async function readBinding(file: string): Promise<BindingFile> {
  const parsed = bindingSchema.safeParse(await readJson(file, 'binding'));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  return fail(
    'invalid-input',
    `The binding file is not as it should be: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`,
    'Correct it, or leave it out.',
  );
}

async function readJson(file: string, what: string): Promise<unknown> {
  const facts = await stat(file).catch(() => null);
  if (facts === null || !facts.isFile()) return fail('not-found', `There is no ${what} file “${file}”.`, 'Check its name.');
  if (facts.size > LARGEST)
    return fail('invalid-input', `The ${what} file is too large to be one.`, 'Choose the file that ComfyUI exported in API format.');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return fail('invalid-input', `The ${what} file is not JSON.`, 'Choose the file that ComfyUI exported in API format.');
  }
}
