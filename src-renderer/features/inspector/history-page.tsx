import type { SceneView } from '#contract/model/film.ts';
import { formatAgo } from '../../ui/format.ts';
import { useNow } from '../../ui/use-now.ts';
import { Section } from '../../ui/panel.tsx';
import { authorWords, lineage, promptsOf, type PromptTarget } from './prompt-lineage.ts';
import css from './inspector.module.css';

const targetWords: Record<PromptTarget, string> = { start: 'Start frame', end: 'End frame', motion: 'Motion' };

/** How the scene came to be what it is: versions, prompts with their branches, and who decided what. */
export function HistoryPage({ view }: { view: SceneView }) {
  const now = useNow();
  const decisions = [
    { what: 'Start frame', decision: view.summary.startFrame.picked?.decision },
    { what: 'End frame', decision: view.summary.endFrame.picked?.decision },
    { what: 'Hero frame', decision: view.summary.hero?.decision },
    { what: 'Take', decision: view.summary.picked?.decision },
  ]
    .flatMap(({ what, decision }) => (decision === undefined ? [] : [{ what, decision }]))
    .toSorted((a, b) => b.decision.at - a.decision.at);

  return (
    <div className={css['page']}>
      <Section title="Scene">
        <ol className={css['timeline']}>
          {view.versions.toReversed().map((version, index) => (
            <li key={version.id} data-current={index === 0}>
              <p>
                Version {version.number} · {version.changed}
              </p>
              <p className={css['muted']}>{formatAgo(version.createdAt, now)}</p>
            </li>
          ))}
        </ol>
      </Section>
      {(['start', 'end', 'motion'] as const).map((target) => {
        const rows = lineage(promptsOf(view, target));
        const newest = promptsOf(view, target).at(-1)?.id;
        return rows.length === 0 ? null : (
          <Section key={target} title={`${targetWords[target]}: prompt`}>
            <ol className={css['timeline']}>
              {rows.toReversed().map(({ prompt, depth }) => (
                <li key={prompt.id} data-current={prompt.id === newest} style={{ marginInlineStart: depth * 14 }}>
                  <p>
                    Version {prompt.number} · {authorWords[prompt.author]}
                    {prompt.critique === null ? '' : ` · read as ${Math.round(prompt.critique.overall)}`}
                  </p>
                  <p className={css['muted']}>{formatAgo(prompt.createdAt, now)}</p>
                </li>
              ))}
            </ol>
          </Section>
        );
      })}
      <Section title="Decisions">
        {decisions.length === 0 ? <p className={css['muted']}>Nothing is picked yet.</p> : null}
        <ol className={css['timeline']}>
          {decisions.map(({ what, decision }) => (
            <li key={`${what}${decision.id}`} data-current={decision.by === 'you'}>
              <p>
                {what} · {decision.by === 'you' ? 'you' : 'picked automatically'}
              </p>
              <p className={css['reason']}>{decision.reason}</p>
              <p className={css['muted']}>{formatAgo(decision.at, now)}</p>
            </li>
          ))}
        </ol>
      </Section>
    </div>
  );
}
