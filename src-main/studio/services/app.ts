/** The program itself: version, what is installed, settings, templates, estimates. */
import type { Handlers } from '../dispatch.ts';
import type { Core } from '../core.ts';
import { homeSettings, putHomeSetting, readSetting } from '#storage/index.ts';
import { CHOICES_SETTING } from '../providers/settings.ts';

type AppOperations = 'app.info' | 'app.doctor' | 'settings.get' | 'settings.set' | 'templates.list' | 'brief.estimate';

export function appHandlers(core: Core): Pick<Handlers, AppOperations> {
  return {
    'app.info': async () => {
      const checks = await core.checks();
      const templates = await core.templates();
      const line = (id: string, label: string, detail: string, state: 'ready' | 'missing') => ({ id, label, detail, state });
      const fromCheck = (id: string) => {
        const check = checks.find((each) => each.id === id);
        return check === undefined
          ? []
          : [line(id, check.label, check.message, check.state === 'ok' ? ('ready' as const) : ('missing' as const))];
      };
      return {
        version: core.install.version,
        platform: process.platform,
        host: core.host,
        installed: [
          line('writer', 'Offline writer', `Writes all ${templates.templates.length} story structures on this computer`, 'ready'),
          line('previz', 'Previz renderer', 'Draws frames and films takes without a network', 'ready'),
          line('metrics', 'Classical metrics', 'Measures sharpness, light, colour and motion', 'ready'),
          ...fromCheck('voices'),
          ...fromCheck('ffmpeg'),
        ],
      };
    },
    'app.doctor': async () => ({ checks: await core.checks() }),
    'settings.get': async () => ({ values: await homeSettings(core.home) }),
    'settings.set': async ({ key, value }) => {
      await putHomeSetting(core.home, key, value);
      return {};
    },
    'templates.list': async () => ({ templates: [...(await core.templates()).templates] }),
    'brief.estimate': async ({ brief, projectId }) =>
      await core.estimate(brief, projectId === undefined ? null : readSetting(core.film(projectId).project.db, CHOICES_SETTING)),
  };
}
