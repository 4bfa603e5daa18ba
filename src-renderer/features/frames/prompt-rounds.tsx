import type { PromptVersion } from '#contract/model/film.ts';
import { bandOf } from '#contract/model/quality.ts';
import { DiffText } from '../../ui/diff-text.tsx';
import { countOf } from '../../ui/format.ts';
import css from './prompt-rounds.module.css';

const authorWords: Record<PromptVersion['author'], string> = {
  writer: 'written from the story',
  cinematographer: 'cinematographer',
  you: 'edited by you',
};

const criteria = [
  ['completeness', 'Completeness'],
  ['specificity', 'Specificity'],
  ['professionalism', 'Professionalism'],
  ['cinematography', 'Cinematography'],
  ['brandAlignment', 'Brand'],
] as const;

/** How the prompt came to be: every round with what changed and how it was judged. Folded away until wanted. */
export function PromptRounds({ prompts }: { prompts: readonly PromptVersion[] }) {
  if (prompts.length === 0) return null;
  const judged = prompts.filter((prompt) => prompt.critique !== null);
  const best = judged.reduce<PromptVersion | null>(
    (top, prompt) => (top === null || (prompt.critique?.overall ?? 0) > (top.critique?.overall ?? 0) ? prompt : top),
    null,
  );
  return (
    <details className={css['rounds']}>
      <summary>
        <span className={css['summary']}>How the prompt was made</span>
        <span className={css['aside']}>
          {countOf(prompts.length, 'version')}
          {best?.critique ? ` · best round ${best.number}: ${Math.round(best.critique.overall)} of 100` : ''}
        </span>
      </summary>
      <ol className={css['list']}>
        {prompts.toReversed().map((prompt) => {
          const parent = prompts.find((other) => other.id === prompt.parentId);
          return (
            <li key={prompt.id}>
              <div className={css['head']}>
                <strong>Version {prompt.number}</strong>
                <span className={css['aside']}>
                  {authorWords[prompt.author]}
                  {parent === undefined ? '' : ` · against version ${parent.number}`}
                  {prompt.id === best?.id && judged.length > 1 ? ' · best round' : ''}
                </span>
              </div>
              <div className={css['body']}>
                <div className={css['text']}>
                  {parent === undefined ? <p>{prompt.text}</p> : <DiffText before={parent.text} after={prompt.text} />}
                  {prompt.negative === '' ? null : <p className={css['negative']}>Avoid: {prompt.negative}</p>}
                </div>
                {prompt.critique === null ? null : <Critique critique={prompt.critique} />}
              </div>
            </li>
          );
        })}
      </ol>
    </details>
  );
}

function Critique({ critique }: { critique: NonNullable<PromptVersion['critique']> }) {
  return (
    <div className={css['critique']}>
      <p>
        <span className={css['overall']} data-band={bandOf(critique.overall)}>
          {Math.round(critique.overall)}
        </span>{' '}
        <span className={css['aside']}>of 100 by the prompt engineer</span>
      </p>
      <dl>
        {criteria.map(([key, label]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>
              <span className={css['meter']} aria-hidden="true">
                <span data-band={bandOf(critique[key])} style={{ width: `${critique[key]}%` }} />
              </span>
              {Math.round(critique[key])}
            </dd>
          </div>
        ))}
      </dl>
      {critique.notes.length === 0 ? null : (
        <ul>
          {critique.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
