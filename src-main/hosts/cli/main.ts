#!/usr/bin/env node
/** The command line: a thin host around the same operations as the studio. */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Node versions before this cannot run the core (native SQLite, type stripping in a checkout). */
const NODE_MINIMUM = 22;

const major = Number(process.versions.node.split('.')[0]);
if (major < NODE_MINIMUM) {
  process.stderr.write(
    `Heroframe needs Node ${NODE_MINIMUM} or newer; this is ${process.versions.node}. In a checkout use: npm run heroframe -s -- …\n`,
  );
  process.exit(1);
}
// Parsed modules are kept between starts; the folder is a cache and may be deleted at any time.
enableCompileCache(join(process.env['HEROFRAME_HOME'] ?? join(homedir(), '.heroframe'), 'cache', 'code'));

// npm runs scripts in the checkout; paths on the command line are meant from where the person stands.
const from = process.env['INIT_CWD'];
if (process.env['npm_lifecycle_event'] === 'heroframe' && from !== undefined) process.chdir(from);

// Whoever reads the output may stop reading (`| head`); that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
});

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
// A stray timer or socket must not keep a finished command alive, but what was written to a pipe must get out first.
setTimeout(() => process.exit(), 2000).unref();
