/** What a program may see of this process, and what of its words may be repeated. */

/** Everything else stays here: this process's variables may hold the keys of paid services. */
const SEEN = ['PATH', 'HOME', 'LANG', 'TMPDIR'] as const;
/** Without these, programs on Windows do not even start. */
const SEEN_ON_WINDOWS = ['Path', 'SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PATHEXT'] as const;

/**
 * @param named variables that the person lets the program see
 * @returns `secrets`: values of those variables, which must not appear in an error
 */
export function environmentFor(
  named: readonly string[],
  from: NodeJS.ProcessEnv = process.env,
): { env: Record<string, string>; secrets: string[] } {
  const names = [...SEEN, ...(process.platform === 'win32' ? SEEN_ON_WINDOWS : []), ...named];
  const env: Record<string, string> = {};
  for (const name of names) {
    const value = from[name];
    if (value !== undefined) env[name] = value;
  }
  return { env, secrets: named.flatMap((name) => from[name] ?? []).filter((value) => value.length >= 6) };
}

const LINES = 5;
const LONGEST = 600;

/** The end of what a program said on its error output, as a sentence to append; empty when it said nothing. */
export function lastWords(said: string, secrets: readonly string[]): string {
  // Colours and progress bars that overwrite themselves are no words.
  const plain = secrets
    .reduce((text, secret) => text.replaceAll(secret, '…'), said)
    // oxlint-disable-next-line no-control-regex -- terminal colours begin with the escape character
    .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-LINES)
    .join(' / ')
    .slice(-LONGEST);
  return plain === '' ? '' : ` It said: ${plain}`;
}
