/** One thing after the other: for what reads the state of things and then acts on it, across waits. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own. Work that fails does not stop what comes after it. */
export function createQueue(): InTurn {
  let tail: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return await turn;
  };
}
