/** How stores are made: plain state, pure actions `(state, …args) => state`, bound once. */
import { createStore, type StoreApi } from 'zustand/vanilla';

type PureAction<S> = (state: S, ...args: never[]) => S;
type ActionsOf<S> = Record<string, PureAction<S>>;
export type BoundActions<S, A> = {
  [K in keyof A]: A[K] extends (state: S, ...args: infer P) => S ? (...args: P) => void : never;
};

export interface Store<S, A> {
  readonly api: StoreApi<S>;
  readonly actions: BoundActions<S, A>;
  get: () => S;
}

/** Makes a vanilla store whose only way to change is its pure actions. */
export function makeStore<S, A extends ActionsOf<S>>(initial: S, actions: A): Store<S, A> {
  const api = createStore<S>(() => initial);
  const bound = Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [name, (...args: never[]) => api.setState((state) => action(state, ...args), true)]),
  ) as BoundActions<S, A>;
  return { api, actions: bound, get: api.getState };
}
