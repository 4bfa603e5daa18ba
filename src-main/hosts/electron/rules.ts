/** What the desktop shell allows: pure rules, tested with hostile input in plain Node. */

export const APP_ORIGIN = 'heroframe://app';
export const APP_SCHEME = 'heroframe';
export const MEDIA_SCHEME = 'heroframe-media';

/** Pages outside the program that a link may open in the person's browser. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set([
  'github.com',
  'replicate.com',
  'fal.ai',
  'dev.runwayml.com',
  'lumalabs.ai',
  'platform.lumalabs.ai',
  'piapi.ai',
  'platform.openai.com',
  'platform.claude.com',
  'aistudio.google.com',
  'elevenlabs.io',
  'openrouter.ai',
  'ollama.com',
  'ffmpeg.org',
]);

/** Whether a call comes from our own page in its main frame. */
export function isTrustedSender(frame: { url: string; isMainFrame: boolean } | null, devServer: string | null): boolean {
  if (frame === null || !frame.isMainFrame) return false;
  return isOwnPage(frame.url, devServer);
}

/** Whether an address is a page of the program (or of its development server). */
export function isOwnPage(address: string, devServer: string | null): boolean {
  const url = parse(address);
  if (url === null) return false;
  if (url.protocol === `${APP_SCHEME}:` && url.host === 'app') return true;
  const dev = devServer === null ? null : parse(devServer);
  return dev !== null && url.protocol === dev.protocol && url.host === dev.host;
}

/** Whether a link may be handed to the operating system: https on the allow-list, without credentials or ports. */
export function mayOpenExternally(address: string): boolean {
  const url = parse(address);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.username === '' &&
    url.password === '' &&
    url.port === '' &&
    EXTERNAL_HOSTS.has(url.hostname)
  );
}

/** `heroframe-media://<project>/<sha256>?w=320` → its parts, or null when it is anything else. */
export function parseMediaUrl(address: string): { projectId: string; sha256: string; width: number | null } | null {
  const url = parse(address);
  if (url === null || url.protocol !== `${MEDIA_SCHEME}:`) return null;
  const match = /^\/([0-9a-f]{64})$/.exec(url.pathname);
  if (match?.[1] === undefined || !/^[a-z0-9_-]{1,80}$/.test(url.host)) return null;
  const width = url.searchParams.get('w');
  if (width !== null && !/^\d{1,5}$/.test(width)) return null;
  return { projectId: url.host, sha256: match[1], width: width === null ? null : Number(width) };
}

/** File inside the built renderer for `heroframe://app/…`, or null when the address leaves it. Slash-separated. */
export function pageFile(address: string): string | null {
  const url = parse(address);
  if (url === null || url.protocol !== `${APP_SCHEME}:` || url.host !== 'app') return null;
  let path: string;
  try {
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (path === '/' || path === '') return 'index.html';
  const parts = path.slice(1).split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\') || part.includes('\0'))
    ? null
    : parts.join('/');
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
