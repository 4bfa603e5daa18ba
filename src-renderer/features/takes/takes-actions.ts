/** The commands of the Takes stage. While it is open the transport keys drive its players instead of the film. */
import type { StudioAction } from '../../actions/registry.ts';
import type { SynchronisedPlayback } from '../timeline/synchronised-playback.ts';
import { PLAYERS_MAX } from './take-operations.ts';

/** What the open view can do now. */
export interface TakesCommands {
  playback: SynchronisedPlayback;
  pickShown(index: number): void;
  pickFocused(): void;
  focusBy(by: -1 | 1): void;
  toggleCompare(): void;
  swap(): void;
  comparing: boolean;
  shootMore(): void;
  canPlay: boolean;
  canShoot: boolean;
}

/** @param now the commands of the view as it last rendered */
export function takesActions(now: () => TakesCommands): readonly StudioAction[] {
  const canPlay = (): boolean => now().canPlay;
  const transport = (id: string, label: string, key: string, perform: (playback: SynchronisedPlayback) => void): StudioAction => ({
    id: `takes.${id}`,
    label,
    section: 'Takes',
    keys: [key],
    when: canPlay,
    perform: () => perform(now().playback),
  });
  return [
    ...Array.from({ length: PLAYERS_MAX }, (_, index): StudioAction => ({
      id: `takes.pick${index + 1}`,
      label: `Use take in player ${index + 1}`,
      section: 'Takes',
      keys: [String(index + 1)],
      hidden: true,
      perform: () => now().pickShown(index),
    })),
    { id: 'takes.accept', label: 'Accept the selected take', section: 'Takes', keys: ['a'], perform: () => now().pickFocused() },
    {
      id: 'takes.previous',
      label: 'Select the take before',
      section: 'Takes',
      keys: ['arrowleft'],
      hidden: true,
      perform: () => now().focusBy(-1),
    },
    {
      id: 'takes.next',
      label: 'Select the take after',
      section: 'Takes',
      keys: ['arrowright'],
      hidden: true,
      perform: () => now().focusBy(1),
    },
    { id: 'takes.compare', label: 'Compare two takes', section: 'Takes', keys: ['c'], perform: () => now().toggleCompare() },
    {
      id: 'takes.swap',
      label: 'Swap the compared takes',
      section: 'Takes',
      keys: ['x'],
      when: () => now().comparing,
      perform: () => now().swap(),
    },
    {
      id: 'takes.shoot',
      label: 'Shoot more takes',
      section: 'Takes',
      keys: ['r'],
      when: () => now().canShoot,
      perform: () => now().shootMore(),
      keywords: 'regenerate',
    },
    transport('toggle', 'Play or pause the takes', 'space', (playback) => playback.toggle()),
    transport('backward', 'Play the takes backwards, then faster', 'j', (playback) => playback.shuttle('j')),
    transport('stop', 'Stop the takes', 'k', (playback) => playback.shuttle('k')),
    transport('forward', 'Play the takes, then faster', 'l', (playback) => playback.shuttle('l')),
    transport('frameBack', 'Takes back one frame', ',', (playback) => playback.step(-1)),
    transport('frameForward', 'Takes forward one frame', '.', (playback) => playback.step(1)),
    transport('start', 'To the start of the takes', 'home', (playback) => playback.seek(0)),
    transport('end', 'To the end of the takes', 'end', (playback) => playback.seek(Number.MAX_SAFE_INTEGER)),
    transport('loop', 'Loop the takes', 'shift+l', (playback) => playback.setLoop(!playback.state.loop)),
  ];
}
