import { metricInfo } from '#contract/model/quality.ts';
import { printJson, printLine } from '../output.ts';
import { withSession } from '../session.ts';

/** `heroframe score FILE…`: measures pictures and clips. Exit code 1 when any of them could not be read. */
export async function score(files: string[], options: { prompt: string; json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const { results } = await call('host.score', { files, prompt: options.prompt });
    if (options.json === true) printJson({ results });
    else
      for (const result of results) {
        if ('error' in result) {
          printLine(`${result.file}\n  ${result.error.message} ${result.error.hint}`);
          continue;
        }
        printLine(
          `${result.file}\n  overall ${result.overall.value === null ? 'unavailable' : `${result.overall.value.toFixed(1)} of 100 (${result.overall.basis})`}`,
        );
        for (const each of result.scores)
          printLine(
            each.status === 'measured'
              ? `  ${metricInfo[each.metric].label}: ${each.value.toPrecision(4)} → ${each.score.toFixed(0)} of 100`
              : `  ${metricInfo[each.metric].label}: unavailable. ${each.reason}`,
          );
      }
    return results.some((result) => 'error' in result) ? 1 : 0;
  });
}
