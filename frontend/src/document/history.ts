/** Undo and redo over immutable states. */
export interface Step<S> {
  readonly state: S;
  /** What was done to reach this state, in words for the screen. */
  readonly label: string;
  /** Steps with the same key that follow each other are one step of undo (typing in one field). */
  readonly key: string | null;
}

export interface History<S> {
  readonly past: readonly Step<S>[];
  readonly present: Step<S>;
  readonly future: readonly Step<S>[];
}

export const MAX_STEPS = 200;

export function begin<S>(state: S): History<S> {
  return { past: [], present: { state, label: '', key: null }, future: [] };
}

/** The same history if nothing changed, so that a drag that ends where it began is no step. */
export function commit<S>(history: History<S>, state: S, label: string, key: string | null = null): History<S> {
  if (state === history.present.state) return history;
  const step: Step<S> = { state, label, key };
  if (key !== null && history.present.key === key && history.past.length > 0) {
    return { past: history.past, present: step, future: [] };
  }
  return { past: [...history.past, history.present].slice(-MAX_STEPS), present: step, future: [] };
}

/** Ends the joining of steps: the next one is its own even if its key is the same. */
export function seal<S>(history: History<S>): History<S> {
  if (history.present.key === null) return history;
  return { ...history, present: { ...history.present, key: null } };
}

export function undo<S>(history: History<S>): History<S> {
  const previous = history.past.at(-1);
  if (!previous) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future] };
}

export function redo<S>(history: History<S>): History<S> {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future };
}

/** Puts another state under the present without a step: for what the person did not do. */
export function replace<S>(history: History<S>, state: S): History<S> {
  return { ...history, present: { ...history.present, state } };
}
