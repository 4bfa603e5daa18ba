import type { Migration } from './migration.ts';

/** Jobs of paid providers: the request as it was sent, how sure its price is, and which job a question is about. */
export const providersMigration: Migration = {
  version: 70,
  name: 'providers',
  up: (sql) => {
    sql.exec(`
      ALTER TABLE provider_jobs ADD COLUMN prepared TEXT CHECK (prepared IS NULL OR json_valid(prepared));
      ALTER TABLE provider_jobs ADD COLUMN price_basis TEXT NOT NULL DEFAULT 'listed' CHECK (price_basis IN ('free', 'listed', 'unknown'));
      UPDATE provider_jobs SET price_basis = 'free' WHERE paid = 0;
      CREATE INDEX provider_jobs_by_remote ON provider_jobs (provider, json_extract(handle, '$.remoteId')) WHERE handle IS NOT NULL;
      ALTER TABLE review_items ADD COLUMN job_id TEXT;
    `);
  },
};
