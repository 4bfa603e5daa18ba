import { briefSchema } from '#contract/model/brief.ts';
import type { Brief } from '#contract/model/brief.ts';
import { fail } from '#contract/errors.ts';
import { one, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { damagedHint } from '../failures.ts';

interface BriefRow {
  prompt: string;
  duration_seconds: number;
  aspect: string;
  template: string;
  preset: string;
  audience: string;
  brand_dos: string;
  brand_donts: string;
}

/** @throws StudioFailure project-damaged */
export function readBrief(db: ReadDb): Brief {
  const row = one<BriefRow>(db, 'SELECT prompt, duration_seconds, aspect, template, preset, audience, brand_dos, brand_donts FROM brief');
  const parsed = briefSchema.safeParse(
    row === undefined
      ? null
      : {
          prompt: row.prompt,
          durationSeconds: row.duration_seconds,
          aspect: row.aspect,
          template: row.template,
          preset: row.preset,
          audience: row.audience,
          brandDos: JSON.parse(row.brand_dos),
          brandDonts: JSON.parse(row.brand_donts),
        },
  );
  return parsed.success
    ? parsed.data
    : fail('project-damaged', 'The project’s brief does not have the form it should have.', damagedHint, { detail: parsed.error.message });
}

export function putBrief(db: ProjectDb, brief: Brief): void {
  write(db, () =>
    run(
      db,
      `INSERT INTO brief (singleton, prompt, duration_seconds, aspect, template, preset, audience, brand_dos, brand_donts)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (singleton) DO UPDATE SET prompt = excluded.prompt, duration_seconds = excluded.duration_seconds,
         aspect = excluded.aspect, template = excluded.template, preset = excluded.preset, audience = excluded.audience,
         brand_dos = excluded.brand_dos, brand_donts = excluded.brand_donts`,
      brief.prompt,
      brief.durationSeconds,
      brief.aspect,
      brief.template,
      brief.preset,
      brief.audience,
      JSON.stringify(brief.brandDos),
      JSON.stringify(brief.brandDonts),
    ),
  );
}
