/**
 * `npm test`: everything that must hold, in one run, with one closing line that adds all suites up.
 *
 * Types, lint (layers and cycles among its rules), formatting and dead code count as one test each.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const only = process.argv.slice(2);

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** What the suites write is kept here until the end, and then looked through for secrets. */
const leftovers = await mkdtemp(join(tmpdir(), 'heroframe-leftovers-'));

/** Everything runs on the node of the packages, also when this script was not started by npm. */
const env = {
  ...process.env,
  HEROFRAME_TEST_LEFTOVERS: leftovers,
  PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
};

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

function run(program: string, args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function check(name: string, program: string, args: string[]): Promise<Tally> {
  console.log(`\n— ${name}`);
  const code = await run(program, args);
  console.log(code === 0 ? `  ${name}: ok` : `  ${name}: failed (${code})`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function suite(project: string, args: string[] = []): Promise<Tally> {
  console.log(`\n— ${project} tests`);
  const file = join(leftovers, `report-${project}-${args.length}.json`);
  try {
    const code = await run(bin('vitest'), [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ]);
    const report = JSON.parse(await readFile(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTotalTests: number;
    };
    // A suite that cannot even be loaded has no failed tests, but it has failed.
    const failed = Math.max(report.numFailedTests, code === 0 ? 0 : 1);
    return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const SECRETS = 'tests/faults/secrets.test.ts';

const steps: [string, () => Promise<Tally>][] = [
  [
    'types',
    async () =>
      add(
        await Promise.all(['src-preload', 'src-main', 'src-renderer'].map((room) => check(`types of ${room}`, bin('tsc'), ['-p', room]))),
      ),
  ],
  ['lint', () => check('lint, layers, cycles', bin('oxlint'), ['--type-aware', '--deny-warnings'])],
  ['format', () => check('format', bin('prettier'), ['--check', '.', '--log-level', 'warn'])],
  ['knip', () => check('dead code', bin('knip'), [])],
  ['build', () => check('build', bin('electron-vite'), ['build', '--logLevel', 'warn'])],
  ['unit', () => suite('unit')],
  ['integration', () => suite('integration')],
  ['faults', () => suite('faults', ['--exclude', SECRETS])],
  ['e2e', () => suite('e2e')],
  // Last, because it looks at what all the others left.
  ['secrets', () => suite('faults', [SECRETS])],
];

function add(tallies: Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({ passed: sum.passed + tally.passed, failed: sum.failed + tally.failed, skipped: sum.skipped + tally.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

const tallies: Tally[] = [];
for (const [name, step] of steps) {
  if (only.length > 0 && !only.includes(name)) continue;
  const began = performance.now();
  const tally = await step();
  tallies.push(tally);
  console.log(`  ${name}: ${tally.passed} passed, ${tally.failed} failed in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}
await rm(leftovers, { recursive: true, force: true });
const total = add(tallies);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 ? 0 : 1;
