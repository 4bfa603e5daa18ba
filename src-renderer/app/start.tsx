/** Puts the studio on the page. */
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has no value to assign
import '@fontsource-variable/inter';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has no value to assign
import '../ui/tokens.css';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has no value to assign
import '../ui/base.css';
import { studioActions } from '../actions/studio-actions.ts';
import type { StudioClient } from '../client/client.ts';
import { App } from './app.tsx';
import { beginStudio } from './boot.ts';
import { StudioProvider } from './studio-context.tsx';
import { createStudioApp, type StudioApp } from './studio-app.ts';

/** Shows the studio in `root` over the given client; returns it for hosts and tests. */
export function startStudio(client: StudioClient, root: Element, options: { mac: boolean }): StudioApp {
  // The page's content security policy forbids eval, which zod would otherwise try for speed.
  z.config({ jitless: true });
  const app = createStudioApp({ client, mac: options.mac });
  app.actions.register(studioActions);
  createRoot(root).render(
    <StudioProvider app={app}>
      <App />
    </StudioProvider>,
  );
  void beginStudio(app, window);
  return app;
}
