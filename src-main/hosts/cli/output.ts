/** How the command line talks: plain sentences for people, JSON for programs. */
import type { StudioError } from '#contract/errors.ts';
import type { RunView } from '#contract/model/film.ts';

const tty = process.stderr.isTTY;
const paint = (code: number, text: string): string =>
  tty && process.env['NO_COLOR'] === undefined ? `\u001B[${code}m${text}\u001B[0m` : text;
export const dim = (text: string): string => paint(2, text);

/** One JSON object on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLine(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Errors go to stderr for people, to stdout as an object for programs. */
export function printError(error: StudioError, json: boolean): void {
  if (json) {
    printJson({ error });
    return;
  }
  process.stderr.write(`${paint(31, error.message)}\n`);
  for (const field of error.fields ?? []) if (field.message !== error.message) process.stderr.write(`  ${field.path}: ${field.message}\n`);
  if (error.hint !== '') process.stderr.write(`${error.hint}\n`);
  if (error.detail !== undefined) process.stderr.write(`${dim(error.detail)}\n`);
}

export interface ProgressLine {
  show(run: RunView): void;
  log(level: 'info' | 'warning', message: string): void;
  end(): void;
}

/** A progress bar on a terminal, a line per ten per cent elsewhere. */
export function progressLine(): ProgressLine {
  let shown = '';
  let tenth = -1;
  const clear = (): void => {
    if (tty && shown !== '') process.stderr.write(`\r\u001B[2K`);
    shown = '';
  };
  return {
    show(run) {
      const percent = Math.floor(run.progress * 100);
      const left = run.secondsLeft === null ? '' : ` · ${seconds(run.secondsLeft)} left`;
      if (!tty) {
        if (Math.floor(percent / 10) === tenth) return;
        tenth = Math.floor(percent / 10);
        process.stderr.write(`${String(percent).padStart(3)} %  ${run.message}${left}\n`);
        return;
      }
      const width = 24;
      const full = Math.round(run.progress * width);
      const text = `${'█'.repeat(full)}${dim('░'.repeat(width - full))} ${String(percent).padStart(3)} %  ${run.message}${dim(left)}`;
      if (text === shown) return;
      clear();
      shown = text;
      process.stderr.write(text);
    },
    log(level, message) {
      clear();
      process.stderr.write(`${level === 'warning' ? paint(33, '!') : '·'} ${message}\n`);
    },
    end: clear,
  };
}

export function seconds(value: number): string {
  const whole = Math.round(value);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function money(amount: number, currency: string): string {
  return amount === 0 ? 'free' : `${amount.toFixed(2)} ${currency}`;
}
