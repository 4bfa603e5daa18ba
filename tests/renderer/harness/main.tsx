/** The real app over the fake studio. The address says which state: see `serve.ts`. */
import { studioError } from '#contract/errors.ts';
import { startStudio } from '../../../src-renderer/app/start.tsx';
import { createFakeClient, type FakeClientOptions } from '../fake-client.ts';

const query = new URLSearchParams(window.location.search);
const broken = studioError('internal', 'The film could not be read. Your files are untouched.', 'Close the project and open it again.', {
  retryable: true,
  detail: 'SQLITE_IOERR: disk I/O error\n  at film.get',
});

const states: Record<string, FakeClientOptions> = {
  film: { film: { scenes: 4, made: 'takes' } },
  done: { film: { scenes: 4, made: 'film' } },
  frames: { film: { scenes: 4, made: 'frames' } },
  story: { film: { scenes: 4, made: 'story' } },
  new: { film: { scenes: 4, made: 'nothing' } },
  none: { projects: 'none' },
  running: { film: { scenes: 4, made: 'takes' }, run: 'running' },
  live: { film: { scenes: 4, made: 'nothing' }, tick: 700 },
  failed: { film: { scenes: 4, made: 'frames', trouble: true }, run: 'failed' },
  stale: { film: { scenes: 4, made: 'frames', stale: true } },
  many: { film: { scenes: 500, made: 'frames' } },
  tall: { film: { scenes: 4, made: 'takes', aspect: '9:16' } },
  settings: { host: 'electron', choices: { picture: 'fal:fal-ai/flux-pro/v1.1', text: 'openai:gpt-6-luna' }, badFile: true },
  variables: { host: 'browser' },
  money: { spent: true, choices: { picture: 'fal:fal-ai/flux-pro/v1.1', clip: 'replicate:kwaivgi/kling-v2.6', text: 'openai:gpt-6-luna' } },
  unknown: { choices: { picture: 'luma:uni-1', clip: 'fal:fal-ai/minimax/hailuo-02' } },
  paused: { run: 'paused', lostJob: true, spent: true, choices: { clip: 'replicate:kwaivgi/kling-v2.6' } },
  making: { making: true, run: 'running', choices: { picture: 'comfyui:txt2img-checkpoint' } },
  electron: { film: { scenes: 4, made: 'film' }, host: 'electron' },
  loading: { broken: { 'film.get': 'never', 'projects.recent': 'never', 'app.info': 'never' } },
  error: { broken: { 'film.get': broken, 'projects.recent': broken, 'app.doctor': broken } },
  fatal: {
    broken: {
      'app.info': studioError(
        'not-writable',
        'The studio core could not start: its settings folder cannot be written.',
        'Give your account write access to the folder, then start again.',
        {
          detail: "EACCES: permission denied, open '/home/ada/.config/heroframe/settings.json'",
        },
      ),
    },
  },
};

const client = createFakeClient({ tick: 0, delay: 5, ...states[query.get('state') ?? 'film'] });
const app = startStudio(client, document.querySelector('#root') ?? document.body, { mac: query.has('mac') });
Object.assign(window, { fakeClient: client, studioApp: app });

if (query.has('settings')) app.session.actions.showSettings((query.get('settings') || 'providers') as 'providers');
if (query.has('project')) void app.enter('prj_fake', (query.get('project') || 'board') as 'board');
