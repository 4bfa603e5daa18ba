/** The Export stage: what can be taken away, and what was. */
import { Download, FolderOpen, PackageCheck, Save } from 'lucide-react';
import { useState } from 'react';
import type { Result, StudioError } from '#contract/errors.ts';
import { exportFormatValues } from '#contract/model/film.ts';
import type { ExportFormat, ExportRecord, FilmView } from '#contract/model/film.ts';
import { useFilm, useStudio } from '../../app/studio-context.tsx';
import { selectFilm } from '../../stores/film/selectors.ts';
import { Button } from '../../ui/button.tsx';
import { formatAgo, formatBytes, formatSeconds } from '../../ui/format.ts';
import { EmptyState, ErrorNotice } from '../../ui/notices.tsx';
import { Picture } from '../../ui/picture.tsx';
import { aspectRatio } from '../../ui/words.ts';
import { useNow } from '../timeline/use-now.ts';
import css from './export.module.css';

const formatWords: Record<ExportFormat, { name: string; forWhat: string }> = {
  mp4: { name: 'MP4 · H.264', forWhat: 'One file that plays everywhere: phones, browsers, players, upload pages.' },
};

export default function ExportView() {
  const app = useStudio();
  const film = useFilm(selectFilm);
  const [busy, setBusy] = useState<ExportFormat | null>(null);
  const [error, setError] = useState<StudioError | null>(null);
  if (film === null || film.scenes.length === 0) {
    return (
      <EmptyState
        icon={<PackageCheck />}
        title="Nothing to export yet"
        actions={<Button onClick={() => app.session.actions.showStage('story')}>Go to the story</Button>}
      >
        The finished film leaves the studio from here.
      </EmptyState>
    );
  }
  const ready = film.cut !== null && film.cut.state === 'current';

  const start = async (format: ExportFormat): Promise<void> => {
    setBusy(format);
    setError(null);
    const answer = await app.change('exports.start', { projectId: film.projectId, format }, { quiet: true });
    setBusy(null);
    if (!answer.ok) {
      setError(answer.error);
      return;
    }
    app.sync.refetch();
    app.ui.actions.showToast({ tone: 'good', message: `“${answer.value.export.fileName}” is ready` });
  };

  return (
    <div className={css['view']}>
      <h1 className={css['title']}>Export</h1>
      {ready ? null : (
        <div className={css['blocked']}>
          <p>
            {film.cut === null
              ? 'There is no finished film yet. Make it in Cut; then it can be exported.'
              : 'The film changed after it was put together. Make it again in Cut, so that the export is what you see.'}
          </p>
          <Button size="small" onClick={() => app.session.actions.showStage('cut')}>
            Go to the cut
          </Button>
        </div>
      )}
      {error === null ? null : <ErrorNotice error={error} />}
      <ul className={css['presets']} aria-label="Formats">
        {exportFormatValues.map((format) => (
          <li key={format} className={css['preset']}>
            <Picture
              asset={film.scenes[0]?.picked?.poster ?? film.scenes[0]?.hero?.asset ?? null}
              alt=""
              ratio={aspectRatio(film.brief.aspect)}
              width={240}
              className={css['poster']}
            />
            <div className={css['presetWords']}>
              <h2>{formatWords[format].name}</h2>
              <p className={css['forWhat']}>{formatWords[format].forWhat}</p>
              <dl className={css['contents']}>
                {contentsOf(film).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </div>
            <Button variant="primary" disabled={!ready || busy !== null} onClick={() => void start(format)}>
              {busy === format ? 'Writing the file' : 'Export'}
            </Button>
          </li>
        ))}
      </ul>
      <section aria-labelledby="exports-title" className={css['done']}>
        <h2 id="exports-title">Finished exports</h2>
        {film.exports.length === 0 ? <p className={css['none']}>None yet. They are kept in the project’s “exports” folder.</p> : null}
        <ul>
          {film.exports
            .toSorted((a, b) => b.createdAt - a.createdAt)
            .map((record) => (
              <ExportRow key={record.id} record={record} film={film} />
            ))}
        </ul>
      </section>
    </div>
  );
}

/** What the exported file contains, from the finished film itself. */
function contentsOf(film: FilmView): [string, string][] {
  const { cut } = film;
  if (cut === null) {
    const seconds = film.scenes.reduce((sum, scene) => sum + scene.spec.seconds, 0);
    return [
      ['Length', `${formatSeconds(seconds)} as planned`],
      ['Shape', film.brief.aspect],
    ];
  }
  const { asset } = cut;
  const size = asset.width !== null && asset.height !== null ? `${asset.width} × ${asset.height}` : film.brief.aspect;
  return [
    ['Picture', `H.264, ${size}, 24 frames a second`],
    ['Length', asset.seconds === null ? 'unknown' : formatSeconds(asset.seconds)],
    ['Sound', cut.voiced ? 'AAC stereo with the voice-over' : 'AAC stereo, silent: no voice was installed'],
    ['Captions', film.captions.length === 0 ? 'none' : `${film.captions.length}, readable without sound`],
    ['Size', formatBytes(asset.bytes)],
  ];
}

function ExportRow({ record, film }: { record: ExportRecord; film: FilmView }) {
  const app = useStudio();
  const { client } = app;
  const { projectId } = film;
  const [busy, setBusy] = useState(false);
  const now = useNow();
  const older = film.cut !== null && record.createdAt < film.cut.createdAt;
  const perform = async (work: () => Promise<Result<object | null> | undefined>, done: string | null): Promise<void> => {
    setBusy(true);
    const answer = await work();
    setBusy(false);
    if (answer === undefined) return;
    if (!answer.ok) app.ui.actions.showError(answer.error);
    // Null: the person closed the dialog.
    else if (done !== null && answer.value !== null) app.ui.actions.showToast({ tone: 'good', message: done });
  };
  const url = client.exportUrl?.(projectId, record.id);
  return (
    <li className={css['row']}>
      <span className={css['file']}>
        <span className={css['fileName']}>{record.fileName}</span>
        <span className={css['fileMeta']}>
          {record.format.toUpperCase()} · {formatBytes(record.bytes)} · {formatAgo(record.createdAt, now)}
          {older ? ' · from an earlier cut' : ''}
        </span>
      </span>
      {url === undefined ? null : (
        <a className={css['download']} href={url} download={record.fileName}>
          <Download aria-hidden="true" />
          Download
        </a>
      )}
      {client.revealExport === undefined ? null : (
        <Button
          size="small"
          icon={<FolderOpen />}
          disabled={busy}
          aria-label={`Show in folder: ${record.fileName}`}
          onClick={() => void perform(async () => await client.revealExport?.(projectId, record.id), null)}
        >
          Show in folder
        </Button>
      )}
      {client.saveExport === undefined ? null : (
        <Button
          size="small"
          icon={<Save />}
          disabled={busy}
          aria-label={`Save a copy: ${record.fileName}`}
          onClick={() => void perform(async () => await client.saveExport?.(projectId, record.id), 'Copy saved')}
        >
          Save a copy
        </Button>
      )}
    </li>
  );
}
