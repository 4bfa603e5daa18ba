import { printJson, printLine } from '../output.ts';
import { withSession } from '../session.ts';

const mark = { ok: 'ok     ', warning: 'warning', missing: 'missing' } as const;

/** `heroframe doctor`: exit code 1 when something needed is missing. */
export async function doctor(options: { json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const { checks } = await call('app.doctor', {});
    if (options.json === true) printJson({ checks });
    else
      for (const check of checks) {
        printLine(`${mark[check.state]}  ${check.label}: ${check.message}`);
        if (check.fix !== '') printLine(`         ${check.fix}`);
      }
    return checks.some((check) => check.state === 'missing') ? 1 : 0;
  });
}
