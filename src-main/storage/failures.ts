/** Turns what the file system and SQLite say into words a person can act on. */
import Database from 'better-sqlite3';
import { StudioFailure, studioError } from '#contract/errors.ts';
import type { StudioError } from '#contract/errors.ts';

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

const detailOf = (error: unknown): string => (error instanceof Error ? `${codeOf(error)} ${error.message}`.trim() : String(error));

export const damagedHint =
  "Nothing was changed. Put back project.sqlite from a backup, or from the project's trash folder if there is a copy there, and open it again.";

/** @returns the typed error for an expected failure of storage, or null when `error` is none (a bug). */
export function storageErrorOf(error: unknown): StudioError | null {
  if (error instanceof StudioFailure) return error.error;
  const code = codeOf(error);
  const detail = detailOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') {
    return studioError(
      'disk-full',
      'The disk is full. What was being saved just now was not kept; everything before it is safe.',
      'Free some space on the disk the project lies on, then do it again.',
      { retryable: true, detail },
    );
  }
  if (['EACCES', 'EPERM', 'EROFS'].includes(code) || code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') {
    return studioError(
      'not-writable',
      'This place cannot be written to, so the change was not saved.',
      'Choose another folder, or ask for permission to write to this one.',
      { detail },
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENAMETOOLONG') {
    return studioError(
      'not-writable',
      code !== 'ENAMETOOLONG'
        ? 'There can be no folder in this place: part of the path is a file.'
        : 'That name is too long for this disk.',
      'Choose another folder or a shorter name.',
      { detail },
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return studioError('project-damaged', 'The project’s database is damaged and cannot be read.', damagedHint, { detail });
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return studioError('busy', 'Another program is writing to this project right now.', 'Wait a moment, then do it again.', {
      retryable: true,
      detail,
    });
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO') {
    return studioError(
      'not-writable',
      'The disk the project lies on reported an error, so the change was not saved.',
      'Check that the disk is still connected and healthy, then do it again.',
      { retryable: true, detail },
    );
  }
  return null;
}

/** Runs `work`; expected failures come out as StudioFailure, bugs as they are. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asFailure(error);
  }
}

/** As `guarded`, for work that waits. */
export async function guardedAsync<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): unknown {
  if (error instanceof StudioFailure) return error;
  const known = storageErrorOf(error);
  return known === null ? error : new StudioFailure(known, { cause: error });
}

/** Whether SQLite refused because a constraint of the schema was broken. */
export const isConstraint = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT');
