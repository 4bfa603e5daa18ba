import type { ExportFormat } from '#contract/model/film.ts';
import { printJson, printLine } from '../output.ts';
import { withSession } from '../session.ts';

/** `heroframe export DIR --out FILE`: writes the finished film to a file of your choice. */
export async function exportFilm(dir: string, options: { format: ExportFormat; out: string; json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    // Writing a file is no reason to go on with a run that waits, let alone to spend.
    const { projectId } = await call('host.openAt', { folder: dir, resume: false });
    const written = await call('host.exportTo', { projectId, format: options.format, file: options.out });
    if (options.json === true) printJson(written);
    else printLine(`Wrote ${written.file} (${(written.bytes / 1_000_000).toFixed(1)} MB)`);
    return 0;
  });
}
