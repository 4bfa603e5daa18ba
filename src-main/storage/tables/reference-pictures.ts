import { fail } from '#contract/errors.ts';
import type { Reference } from '#contract/model/brief.ts';
import type { AssetRef } from '#contract/model/primitives.ts';
import { all, run, write } from '../connection.ts';
import type { ProjectDb, ReadDb } from '../connection.ts';
import { assetColumns, assetFrom } from './assets.ts';

interface ReferenceColumns {
  id: string;
  role: Reference['role'];
  name: string;
  created_at: number;
}

/** The pictures the person brought, oldest first, without removed ones. CROSS JOIN keeps the few references in front of the many assets. */
export function readReferences(db: ReadDb): Reference[] {
  const rows = all<ReferenceColumns>(
    db,
    `SELECT r.id, r.role, r.name, r.created_at, ${assetColumns('a', 'asset')}
     FROM reference_pictures AS r CROSS JOIN assets AS a ON a.sha256 = r.asset_sha256
     WHERE r.removed_at IS NULL ORDER BY r.created_at, r.id`,
  );
  return rows.flatMap((row) => {
    const asset = assetFrom(row, 'asset');
    return asset === null ? [] : [{ id: row.id, role: row.role, name: row.name, asset, createdAt: row.created_at }];
  });
}

export function addReference(db: ProjectDb, picture: { role: Reference['role']; name: string; asset: AssetRef }): Reference {
  const reference: Reference = { id: db.env.newId('ref'), ...picture, createdAt: db.env.now() };
  write(db, () =>
    run(
      db,
      'INSERT INTO reference_pictures (id, role, name, asset_sha256, created_at) VALUES (?, ?, ?, ?, ?)',
      reference.id,
      reference.role,
      reference.name,
      reference.asset.sha256,
      reference.createdAt,
    ),
  );
  return reference;
}

/** The row and its bytes stay until the trash is emptied, so that this can be taken back. @throws StudioFailure not-found */
export function removeReference(db: ProjectDb, id: string): void {
  write(db, () => {
    const removed = run(db, 'UPDATE reference_pictures SET removed_at = ? WHERE id = ? AND removed_at IS NULL', db.env.now(), id);
    if (removed === 0) fail('not-found', 'That reference picture is not in the project any more.', 'Reload the project and look again.');
  });
}
