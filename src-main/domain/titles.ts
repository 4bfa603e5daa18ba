/** Names of films before anyone named them. */

/** First words of a prompt as a working title. */
export function workingTitle(prompt: string): string {
  const words = prompt.replaceAll(/\s+/g, ' ').trim().split(' ').slice(0, 6).join(' ');
  const title = Array.from(words)
    .slice(0, 60)
    .join('')
    .replace(/[.,;:!?…]+$/u, '')
    .trim();
  return title === '' ? 'Untitled film' : title;
}
