/** The story templates, fetched once per window. */
import { useEffect, useState } from 'react';
import type { Result, StudioError } from '#contract/errors.ts';
import type { StoryTemplate } from '#contract/model/story.ts';
import type { StudioClient } from '../client/client.ts';
import { useStudio } from '../app/studio-context.tsx';

const NO_TEMPLATES: readonly StoryTemplate[] = [];
const fetched = new WeakMap<StudioClient, Promise<Result<readonly StoryTemplate[]>>>();

/** Asks once per client; a failure is not remembered, so that the next look asks again. */
function fetchTemplates(client: StudioClient): Promise<Result<readonly StoryTemplate[]>> {
  const known = fetched.get(client);
  if (known !== undefined) return known;
  const asked = (async (): Promise<Result<readonly StoryTemplate[]>> => {
    const answer = await client.call('templates.list', {});
    if (!answer.ok) fetched.delete(client);
    return answer.ok ? { ok: true, value: answer.value.templates } : answer;
  })();
  fetched.set(client, asked);
  return asked;
}

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
    const load = async () => {
      const answer = await fetchTemplates(client);
      if (gone) return;
      setState(
        answer.ok
          ? { templates: answer.value, loading: false, error: null }
          : { templates: NO_TEMPLATES, loading: false, error: answer.error },
      );
    };
    void load();
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
