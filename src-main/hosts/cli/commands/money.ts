import { fail } from '#contract/errors.ts';
import { dim, printJson, printLine } from '../output.ts';
import { withSession } from '../session.ts';

/** Cents, and as much more as small amounts need to be something. */
const dollars = (amount: number): string =>
  `$${amount >= 0.1 || amount === 0 ? amount.toFixed(2) : amount.toFixed(4).replace(/0{1,2}$/, '')}`;
const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `heroframe money DIR`: the ledger, cost per accepted shot, limits. */
export async function money(dir: string, options: { cap?: string; dailyCap?: string; json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const changes = options.cap !== undefined || options.dailyCap !== undefined;
    // Read before anything is opened: a slip of the finger changes nothing.
    const cap = options.cap === undefined ? undefined : capOf(options.cap);
    const dailyCap = options.dailyCap === undefined ? undefined : capOf(options.dailyCap);
    const { projectId } = await call('host.openAt', { folder: dir, readOnly: !changes, resume: false });
    if (changes) {
      const { caps } = await call('money.get', { projectId });
      await call('money.setCaps', {
        projectId,
        caps: {
          perProject: cap === undefined ? caps.perProject : cap,
          perDay: dailyCap === undefined ? caps.perDay : dailyCap,
        },
      });
    }
    const report = await call('money.get', { projectId });
    if (options.json === true) {
      printJson(report);
      return 0;
    }
    printLine(
      `Spent ${dollars(report.actual)} of ${dollars(report.estimated)} estimated · today, all films: ${dollars(report.spentToday)}`,
    );
    printLine(`Limits: this film ${limitWords(report.caps.perProject)}, a day ${limitWords(report.caps.perDay)}`);
    if (report.perAcceptedShot !== null)
      printLine(`${counted(report.acceptedShots, 'accepted shot')} · ${dollars(report.perAcceptedShot)} each`);
    const unpriced = report.lines.filter((line) => line.unpriced === true).length;
    if (unpriced > 0)
      printLine(`Not in these sums: ${counted(unpriced, 'job')} at a price that is not known here. Look at the provider’s own bill.`);
    for (const group of report.byProvider) printLine(`  ${group.name}: ${dollars(group.amount)} for ${counted(group.jobs, 'job')}`);
    for (const line of report.lines) {
      const mark = { open: 'under way', billed: 'billed', assumed: 'estimate', void: 'not charged' }[line.state];
      const amount = line.state === 'void' ? 0 : (line.actual ?? line.estimated);
      const figure =
        line.unpriced === true ? '?' : line.currency === report.currency ? dollars(amount) : `${amount.toFixed(2)} ${line.currency}`;
      printLine(`  ${figure.padStart(8)}  ${line.what} ${dim(`${line.provider} ${line.model} · ${mark}`)}`);
    }
    return 0;
  });
}

const limitWords = (cap: number | null): string => (cap === null ? 'none' : dollars(cap));

function capOf(text: string): number | null {
  if (text === 'none') return null;
  const value = Number(text.trim().replace(/^\$/, ''));
  return /\d/.test(text) && Number.isFinite(value) && value >= 0
    ? value
    : fail('invalid-input', `“${text}” is not an amount.`, 'Write dollars, for example 25, or "none".');
}

/** `heroframe preview DIR --scene N`. */
export async function preview(
  dir: string,
  options: { scene: number; what: 'start' | 'end' | 'take'; model?: string; json?: boolean },
): Promise<number> {
  return await withSession(async ({ call }) => {
    // Looking must not spend: a run that was cut off stays where it is.
    const { projectId } = await call('host.openAt', { folder: dir, resume: false });
    const scene = (await call('film.get', { projectId })).scenes[options.scene - 1];
    if (scene === undefined) return fail('invalid-input', `The film has no scene ${options.scene}.`, 'Look at `heroframe status`.');
    const found = await call('generation.preview', {
      projectId,
      sceneId: scene.id,
      what: options.what,
      ...(options.model === undefined ? {} : { modelId: options.model }),
    });
    if (options.json === true) {
      printJson(found);
      return 0;
    }
    const price = { free: 'free', unknown: 'price unknown', listed: `about ${dollars(found.price.amount)}` }[found.price.basis];
    printLine(`${found.modelName} · ${found.providerLabel} · ${price}`);
    for (const each of found.dropped) printLine(`  not sent  ${each.field}: ${each.reason}`);
    for (const each of found.coerced) printLine(`  changed   ${each.field}: ${each.from} → ${each.to}. ${each.reason}`);
    for (const each of found.problems) printLine(`  problem   ${each.path}: ${each.message}`);
    printLine(
      `  negative prompt: ${{ 'own-field': 'in its own field', merged: 'merged into the prompt', 'not-sent': 'not sent', none: 'none' }[found.negative]}`,
    );
    printLine(JSON.stringify(found.body, null, 2));
    return 0;
  });
}

/** `heroframe jobs DIR`: and the person's answer to a job that may or may not have arrived. */
export async function jobs(dir: string, options: { sendAgain?: string; leave?: string; json?: boolean }): Promise<number> {
  return await withSession(async ({ call }) => {
    const answers = [
      ...(options.sendAgain === undefined ? [] : [{ jobId: options.sendAgain, answer: 'send-again' as const }]),
      ...(options.leave === undefined ? [] : [{ jobId: options.leave, answer: 'leave' as const }]),
    ];
    // The answer alone sends nothing; `run` does.
    const { projectId } = await call('host.openAt', { folder: dir, readOnly: answers.length === 0, resume: false });
    for (const each of answers) await call('jobs.answer', { projectId, ...each });
    const { jobs: all } = await call('jobs.list', { projectId });
    if (options.json === true) {
      printJson({ jobs: all });
      return 0;
    }
    for (const job of all) {
      printLine(`${job.state.padEnd(11)} ${job.title} ${dim(`${job.provider} ${job.model} · ${job.id}`)}`);
      if (job.state === 'unknown')
        printLine(`            Look at ${job.provider}: if it is not there, --send-again ${job.id}; else --leave ${job.id}`);
    }
    return 0;
  });
}
