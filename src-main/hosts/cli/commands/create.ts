import type { Brief } from '#contract/model/brief.ts';
import { printJson, printLine } from '../output.ts';
import { namedModels, type ModelOptions } from '../models.ts';
import { withSession } from '../session.ts';

interface CreateOptions extends ModelOptions {
  prompt: string;
  duration: number;
  aspect: Brief['aspect'];
  template: string;
  reference: string[];
  preset: Brief['preset'];
  audience: string;
  do: string[];
  dont: string[];
  json?: boolean;
}

/** `heroframe create DIR --prompt TEXT`: makes the folder; nothing is generated yet. */
export async function create(dir: string, options: CreateOptions): Promise<number> {
  return await withSession(async (session) => {
    const made = await session.call('host.createAt', {
      folder: dir,
      brief: {
        prompt: options.prompt,
        durationSeconds: options.duration,
        aspect: options.aspect,
        template: options.template,
        preset: options.preset,
        audience: options.audience,
        brandDos: options.do,
        brandDonts: options.dont,
      },
      referencePaths: options.reference,
      models: namedModels(options),
    });
    if (options.json === true) printJson({ project: made.folder, id: made.projectId });
    else {
      printLine(`Made ${made.folder}`);
      printLine(`Next: heroframe run "${dir}"`);
    }
    return 0;
  });
}
