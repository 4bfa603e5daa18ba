/** Which still stands where in a scene's block: tiles of the film's shape, repeated over the block's true length. */

export interface Still {
  /** Where in the scene it was taken, 0 (start) to 1 (end). */
  at: number;
  sha256: string;
}

interface Tile {
  index: number;
  leftPixels: number;
  widthPixels: number;
  sha256: string;
}

/** The still nearest to a place in the scene; null when there is none yet. */
export function nearestStill(stills: readonly Still[], at: number): Still | null {
  let best: Still | null = null;
  for (const still of stills) if (best === null || Math.abs(still.at - at) < Math.abs(best.at - at)) best = still;
  return best;
}

/**
 * Tiles of one block that lie in the view.
 * @param blockPixels width of the block
 * @param tilePixels width of one picture at the track's height
 * @param fromPixels @param toPixels visible part, from the block's left edge
 */
export function tilesInView(
  stills: readonly Still[],
  blockPixels: number,
  tilePixels: number,
  fromPixels: number,
  toPixels: number,
): Tile[] {
  if (stills.length === 0 || tilePixels <= 0 || blockPixels <= 0) return [];
  const count = Math.ceil(blockPixels / tilePixels - 1e-6);
  const first = Math.max(0, Math.floor(fromPixels / tilePixels));
  const last = Math.min(count - 1, Math.floor(toPixels / tilePixels));
  const tiles: Tile[] = [];
  for (let index = first; index <= last; index += 1) {
    const leftPixels = index * tilePixels;
    // The first tile shows the scene's start and the last its end, so that neighbouring blocks read as a cut.
    const at = count === 1 ? 0 : index / (count - 1);
    const still = nearestStill(stills, at);
    if (still !== null)
      tiles.push({ index, leftPixels, widthPixels: Math.min(tilePixels, blockPixels - leftPixels), sha256: still.sha256 });
  }
  return tiles;
}
