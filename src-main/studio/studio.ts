/** What a host sees of the core: operations in, events out, media by content hash. */
import type { StudioEvent } from '#contract/events.ts';
import type { Result } from '#contract/errors.ts';
import type { Dispatch } from './dispatch.ts';

export interface MediaFile {
  path: string;
  mime: string;
  /** Bytes. */
  size: number;
}

export interface Studio {
  dispatch: Dispatch;
  /** Every event of every open project. Returns the unsubscribe. */
  subscribe(listener: (event: StudioEvent) => void): () => void;
  /**
   * Finds stored bytes for a player or an `<img>`.
   *
   * @param width when given and the asset is a picture, a thumbnail of about that many pixels wide (cached)
   */
  media(projectId: string, sha256: string, width: number | null): Promise<Result<MediaFile>>;
  /** A finished export, for hosts that offer it as a download. */
  exportFile(projectId: string, exportId: string): Promise<Result<MediaFile & { fileName: string }>>;
  /** Closes every project: unfinished runs go on when it is opened again. */
  close(): Promise<void>;
}
