/** Rows of stored bytes. The files themselves are the business of ../assets.ts. */
import type { AssetRef } from '#contract/model/primitives.ts';
import { all, one, run } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';

/** Columns of an asset joined into another query, each prefixed with `name_`. */
export const assetColumns = (alias: string, name: string): string =>
  ['sha256', 'mime', 'bytes', 'width', 'height', 'seconds'].map((column) => `${alias}.${column} AS ${name}_${column}`).join(', ');

/** The reference in a row that selected `assetColumns(…, name)`, or null when nothing was joined. */
export function assetFrom(row: object, name: string): AssetRef | null {
  const cell = (column: string): unknown => (row as Record<string, unknown>)[`${name}_${column}`];
  const sha256 = cell('sha256');
  if (typeof sha256 !== 'string') return null;
  return {
    sha256,
    mime: cell('mime') as string,
    bytes: cell('bytes') as number,
    width: cell('width') as number | null,
    height: cell('height') as number | null,
    seconds: cell('seconds') as number | null,
  };
}

export function assetRow(db: ReadDb, sha256: string): { ref: AssetRef; extension: string } | null {
  const row = one<AssetRef & { extension: string }>(
    db,
    'SELECT sha256, mime, bytes, width, height, seconds, extension FROM assets WHERE sha256 = ?',
    sha256,
  );
  if (row === undefined) return null;
  const { extension, ...ref } = row;
  return { ref, extension };
}

/** Registers stored bytes; facts that were unknown before are filled in, known ones stand. */
export function insertAsset(db: ProjectDb, ref: AssetRef, extension: string): AssetRef {
  run(
    db,
    `INSERT INTO assets (sha256, mime, extension, bytes, width, height, seconds, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET width = coalesce(width, excluded.width), height = coalesce(height, excluded.height),
       seconds = coalesce(seconds, excluded.seconds)
     WHERE (width IS NULL AND excluded.width IS NOT NULL) OR (height IS NULL AND excluded.height IS NOT NULL)
       OR (seconds IS NULL AND excluded.seconds IS NOT NULL)`,
    ref.sha256,
    ref.mime,
    extension,
    ref.bytes,
    ref.width,
    ref.height,
    ref.seconds,
    db.env.now(),
  );
  return assetRow(db, ref.sha256)?.ref ?? ref;
}

export function deleteAssetRow(db: ProjectDb, sha256: string): void {
  run(db, 'DELETE FROM assets WHERE sha256 = ?', sha256);
}

/** Assets no row points at, registered before `before` (milliseconds since the epoch). */
export const orphanRows = (db: ReadDb, before: number): { sha256: string; extension: string }[] =>
  all(
    db,
    `SELECT sha256, extension FROM assets AS a WHERE created_at <= ?
       AND NOT EXISTS (SELECT 1 FROM reference_pictures WHERE asset_sha256 = a.sha256)
       AND NOT EXISTS (SELECT 1 FROM variations WHERE asset_sha256 = a.sha256)
       AND NOT EXISTS (SELECT 1 FROM takes WHERE asset_sha256 = a.sha256)
       AND NOT EXISTS (SELECT 1 FROM takes WHERE poster_sha256 = a.sha256)
       AND NOT EXISTS (SELECT 1 FROM cuts WHERE asset_sha256 = a.sha256)
       -- Spoken lines belong to their job alone.
       AND NOT EXISTS (SELECT 1 FROM provider_jobs WHERE kind = 'voice' AND json_extract(result, '$.sha256') = a.sha256)
     ORDER BY sha256`,
    before,
  );
