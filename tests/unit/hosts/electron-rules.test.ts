/** The desktop shell's rules with hostile input. */
import { expect, test } from 'vitest';
import { isOwnPage, isTrustedSender, mayOpenExternally, pageFile, parseMediaUrl } from '#hosts/electron/rules.ts';

const sha = 'ab'.repeat(32);

test('only our page in its main frame may call', () => {
  expect(isTrustedSender({ url: 'heroframe://app/index.html', isMainFrame: true }, null)).toBe(true);
  expect(isTrustedSender({ url: 'heroframe://app/index.html', isMainFrame: false }, null)).toBe(false);
  expect(isTrustedSender({ url: 'https://heroframe.app/', isMainFrame: true }, null)).toBe(false);
  expect(isTrustedSender({ url: 'heroframe://app.evil/', isMainFrame: true }, null)).toBe(false);
  expect(isTrustedSender({ url: 'file:///etc/passwd', isMainFrame: true }, null)).toBe(false);
  expect(isTrustedSender(null, null)).toBe(false);
  expect(isTrustedSender({ url: 'http://127.0.0.1:5173/', isMainFrame: true }, 'http://127.0.0.1:5173')).toBe(true);
  expect(isTrustedSender({ url: 'http://127.0.0.1:5174/', isMainFrame: true }, 'http://127.0.0.1:5173')).toBe(false);
});

test.each(['heroframe-media://x/', 'javascript:alert(1)', 'data:text/html,x', 'about:blank', '', 'heroframe:app', 'http://heroframe//app'])(
  'navigation to %j is blocked',
  (address) => {
    expect(isOwnPage(address, null)).toBe(false);
  },
);

test.each<[string, boolean]>([
  ['https://github.com/some/repo', true],
  ['http://github.com/', false],
  ['https://github.com.evil.example/', false],
  ['https://user:pass@github.com/', false],
  ['https://github.com:444/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['smb://server/share', false],
])('opening %s outside: %s', (address, allowed) => {
  expect(mayOpenExternally(address)).toBe(allowed);
});

test('media addresses name a project and a hash, nothing else', () => {
  expect(parseMediaUrl(`heroframe-media://prj_1/${sha}`)).toEqual({ projectId: 'prj_1', sha256: sha, width: null });
  expect(parseMediaUrl(`heroframe-media://prj_1/${sha}?w=320`)).toEqual({ projectId: 'prj_1', sha256: sha, width: 320 });
  for (const bad of [
    `heroframe-media://prj_1/../${sha}x`,
    'heroframe-media://prj_1/etc/passwd',
    `http://prj_1/${sha}`,
    `heroframe-media://prj_1/${sha}?w=1e9`,
    `heroframe-media://prj_1/${sha}/x`,
  ])
    expect(parseMediaUrl(bad), bad).toBeNull();
});

test.each<[string, string | null]>([
  ['heroframe://app/', 'index.html'],
  ['heroframe://app/assets/index-1.js', 'assets/index-1.js'],
  ['heroframe://app/..%2f..%2fetc/passwd', null],
  ['heroframe://app/a%5c..%5cb', null],
  ['heroframe://app/a//b', null],
  ['heroframe://app/%00', null],
  ['heroframe://app/%E0%A4%A', null],
  ['heroframe://other/index.html', null],
])('page %s → %j', (address, file) => {
  expect(pageFile(address)).toBe(file);
});
