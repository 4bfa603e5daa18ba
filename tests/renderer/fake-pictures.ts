/** Pictures for the fake studio: small drawn scenes as SVG data URLs, named by a made-up hash of what they show. */
import type { AssetRef, Aspect } from '#contract/model/primitives.ts';

export interface FakeShot {
  seed: number;
  subject: 'wide' | 'face' | 'mug' | 'window';
  aspect: Aspect;
  warmth: number;
}

const sizes: Record<Aspect, [number, number]> = { '16:9': [1280, 720], '9:16': [720, 1280], '1:1': [1024, 1024], '4:5': [1024, 1280] };
const drawn = new Map<string, FakeShot>();
const videos = new Map<string, { seed: number; seconds: number }>();

/** 64 hex digits that are always the same for the same words. */
export function fakeHash(words: string): string {
  let out = '';
  let h = 2166136261;
  for (let round = 0; round < 8; round += 1) {
    for (const character of `${round}:${words}`) h = Math.imul(h ^ character.charCodeAt(0), 16777619);
    out += (h >>> 0).toString(16).padStart(8, '0');
  }
  return out;
}

export function fakePicture(shot: FakeShot): AssetRef {
  const sha256 = fakeHash(JSON.stringify(shot));
  drawn.set(sha256, shot);
  const [width, height] = sizes[shot.aspect];
  return { sha256, mime: 'image/svg+xml', bytes: 180_000 + (shot.seed % 90_000), width, height, seconds: null };
}

export function fakeVideo(seed: number, seconds: number, aspect: Aspect): AssetRef {
  const sha256 = fakeHash(`video ${seed} ${seconds} ${aspect}`);
  videos.set(sha256, { seed, seconds });
  const [width, height] = sizes[aspect];
  return { sha256, mime: 'video/mp4', bytes: 2_400_000, width, height, seconds };
}

/** Address of a fake asset: a data URL for pictures, a path of the harness for videos. */
export function fakeUrl(sha256: string): string {
  const video = videos.get(sha256);
  if (video !== undefined) return `/fake-video/${video.seed % 7}-${Math.round(video.seconds * 10)}.mp4`;
  const shot = drawn.get(sha256);
  return shot === undefined ? 'data:,' : `data:image/svg+xml;utf8,${encodeURIComponent(draw(shot))}`;
}

const tone = (from: number[], to: number[], part: number) =>
  `rgb(${from.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * part)).join(' ')})`;

function draw({ seed, subject, aspect, warmth }: FakeShot): string {
  const [width, height] = sizes[aspect];
  const side = seed % 2 === 0 ? 1 : -1;
  const wall = tone([84, 88, 96], [196, 134, 92], warmth);
  const shade = tone([36, 38, 46], [88, 56, 48], warmth);
  const light = tone([190, 200, 214], [255, 226, 176], warmth);
  const x = width / 2;
  const table = height * 0.76;
  const big = subject === 'mug' ? 2.3 : subject === 'face' ? 1.6 : subject === 'wide' ? 0.95 : 0.6;
  const unit = (Math.min(width, height) / 720) * big;
  const shift = ((seed % 5) - 2) * width * 0.035;
  const lx = side > 0 ? width * 0.16 : width * 0.84;
  const figure =
    subject === 'mug'
      ? ''
      : `<g transform="translate(${x + side * width * 0.07 + shift} ${table + 60 * unit}) scale(${unit})">
      <path d="M-66 -200 C-70 -300 66 -300 66 -200 L74 -60 L-74 -60Z" fill="#3a2420"/>
      <path d="M-110 0 C-110 -110 -50 -116 0 -116 C50 -116 110 -110 110 0Z" fill="url(#cloth)"/>
      <ellipse cx="0" cy="-185" rx="46" ry="60" fill="url(#skin)"/>
      <path d="M-48 -190 C-56 -262 56 -262 48 -190 C30 -226 -26 -226 -48 -190Z" fill="#46291f"/>
      <path d="M-24 -182 q8 7 16 0 M8 -182 q8 7 16 0" stroke="#4a2a20" stroke-width="3" fill="none" stroke-linecap="round"/>
      <path d="M-10 -150 q10 6 20 0" stroke="#8a4636" stroke-width="3" fill="none" stroke-linecap="round"/></g>`;
  const mug =
    subject === 'window'
      ? ''
      : `<g transform="translate(${x - side * width * (subject === 'mug' ? 0 : 0.12) + shift} ${table + 30 * unit}) scale(${unit})">
      <ellipse cx="4" cy="2" rx="56" ry="9" fill="#000" opacity=".35"/>
      <path d="M${side * 34} -60 c${side * 40} -2 ${side * 40} 46 ${side * -4} 44" stroke="#d8cfc8" stroke-width="9" fill="none"/>
      <path d="M-40 -84 L40 -84 L33 -4 Q0 8 -33 -4Z" fill="url(#mug)"/>
      <ellipse cx="0" cy="-84" rx="40" ry="9" fill="#c9a24a"/><ellipse cx="0" cy="-83" rx="36" ry="7" fill="#3a2018"/>
      <path d="M-8 -96 C-22 -126 8 -138 -6 -172 M12 -96 C0 -122 26 -136 12 -166" stroke="#fff" stroke-width="7" fill="none" opacity=".28" filter="url(#soft)"/></g>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><defs>
    <radialGradient id="wall" cx="${lx / width}" cy=".3" r="1.05"><stop offset="0" stop-color="${light}"/><stop offset=".42" stop-color="${wall}"/><stop offset="1" stop-color="${shade}"/></radialGradient>
    <linearGradient id="table" x1="${side > 0 ? 0 : 1}" x2="${side > 0 ? 1 : 0}"><stop offset="0" stop-color="${wall}"/><stop offset="1" stop-color="${shade}"/></linearGradient>
    <linearGradient id="cloth"><stop offset="0" stop-color="#efe6d8"/><stop offset="1" stop-color="#b8a592"/></linearGradient>
    <linearGradient id="skin" x1="${side > 0 ? 0 : 1}" x2="${side > 0 ? 1 : 0}"><stop offset="0" stop-color="#e0a27d"/><stop offset="1" stop-color="#8d5646"/></linearGradient>
    <linearGradient id="mug" x1="${side > 0 ? 0 : 1}" x2="${side > 0 ? 1 : 0}"><stop offset="0" stop-color="#faf6f0"/><stop offset="1" stop-color="#a8989a"/></linearGradient>
    <radialGradient id="v" r=".78"><stop offset=".55" stop-opacity="0"/><stop offset="1" stop-opacity=".55"/></radialGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="7"/></filter></defs>
    <rect width="100%" height="100%" fill="url(#wall)"/>
    <g filter="url(#soft)" opacity=".95"><rect x="${lx - width * 0.09}" y="${height * 0.12}" width="${width * 0.18}" height="${height * 0.34}" fill="${light}"/>
    <path d="M${lx} ${height * 0.12} v${height * 0.34} M${lx - width * 0.09} ${height * 0.29} h${width * 0.18}" stroke="${shade}" stroke-width="8"/></g>
    ${figure}<rect y="${table}" width="100%" height="${height - table}" fill="url(#table)"/><rect y="${table}" width="100%" height="4" fill="${light}" opacity=".5"/>
    ${mug}<rect width="100%" height="100%" fill="url(#v)"/></svg>`;
}
