/** The fault matrix as Markdown. */
import type { MatrixFault } from './faults.ts';

/** Columns that fit side by side on a page. */
const COLUMNS = 5;

export function matrixTable(
  faults: readonly MatrixFault[],
  subjects: readonly string[],
  cell: (fault: MatrixFault, subject: string) => string,
): string {
  const parts: string[] = [];
  for (let first = 0; first < subjects.length; first += COLUMNS) {
    const shown = subjects.slice(first, first + COLUMNS);
    parts.push(
      [
        `| fault | ${shown.join(' | ')} |`,
        `| --- | ${shown.map(() => '---').join(' | ')} |`,
        ...faults.map((fault) => `| ${fault.label} | ${shown.map((subject) => cell(fault, subject)).join(' | ')} |`),
      ].join('\n'),
    );
  }
  return `# Fault matrix

Written by \`tests/faults/provider-matrix.test.ts\` from what it saw; the test fails when this page no longer says what happens.
Each cell is one job over up to four lives of the program against the provider's simulator.

- **made, paid once**: the result is in the film and the provider recorded exactly one job.
- **asks you**: nobody can know whether the job exists, because this provider cannot be asked. It is never sent again by
  itself; the person looks and answers (“What needs you” in the studio, \`heroframe jobs\` on the command line).
- **gone, said so** and **failed, said so**: a plain sentence at the frame or take; trying again is the person's choice.
- **—**: cannot happen there (the answer itself holds the result).
- **done once**, **done 2 times, free**: the same on this computer, where nothing is paid and lost work is simply made again.

${parts.join('\n\n')}
`;
}
