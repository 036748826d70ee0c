import { useSyncExternalStore } from 'react';

/** A value that may be read, replaced and listened to; the one place where the editor's state lives. */
export interface Store<S> {
  get(): S;
  set(change: Partial<S>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (change) => {
      const next = { ...state, ...change };
      if ((Object.keys(change) as (keyof S)[]).every((key) => Object.is(state[key], next[key]))) return;
      state = next;
      listeners.forEach((listener) => listener());
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The part of the state that `select` takes; it has to be the same object as long as nothing changed. */
export function useSelected<S extends object, T>(store: Store<S>, select: (state: S) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
