/** The story templates, fetched once per window. */
import { useEffect, useState } from 'react';
import type { StudioError } from '#contract/errors.ts';
import type { StoryTemplate } from '#contract/model/story.ts';
import type { StudioClient } from '../client/client.ts';
import { useStudio } from '../app/studio-context.tsx';

const NO_TEMPLATES: readonly StoryTemplate[] = [];
const fetched = new WeakMap<StudioClient, Promise<readonly StoryTemplate[]>>();

export interface TemplatesState {
  templates: readonly StoryTemplate[];
  loading: boolean;
  error: StudioError | null;
}

/** All templates; empty while they load. */
export function useTemplates(): TemplatesState {
  const { client } = useStudio();
  const [state, setState] = useState<TemplatesState>({ templates: NO_TEMPLATES, loading: true, error: null });
  useEffect(() => {
    let gone = false;
    const known = fetched.get(client);
    const load =
      known ??
      client.call('templates.list', {}).then((answer) => {
        if (answer.ok) return answer.value.templates;
        fetched.delete(client);
        if (!gone) setState({ templates: NO_TEMPLATES, loading: false, error: answer.error });
        return null;
      }).then((list) => list ?? NO_TEMPLATES);
    if (known === undefined) fetched.set(client, load);
    void load.then((templates) => {
      if (!gone && templates.length > 0) setState({ templates, loading: false, error: null });
    });
    return () => {
      gone = true;
    };
  }, [client]);
  return state;
}

/** A template's name for people; null without an id, the id itself while unknown. */
export function useTemplateName(id: string | null): string | null {
  const { templates } = useTemplates();
  if (id === null) return null;
  return templates.find((template) => template.id === id)?.name ?? id;
}
