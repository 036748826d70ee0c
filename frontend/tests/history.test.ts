import { describe, expect, it } from 'vitest';

import { begin, commit, MAX_STEPS, redo, replace, seal, undo } from '../src/document/history';

const state = (value: string) => ({ value });

describe('undo and redo', () => {
  it('go back and forth through the very same states', () => {
    const [a, b, c] = [state('a'), state('b'), state('c')];
    const history = commit(commit(begin(a), b, 'B'), c, 'C');
    const back = undo(undo(history));
    expect(back.present.state).toBe(a);
    expect(undo(back)).toBe(back);
    expect(redo(redo(back)).present.state).toBe(c);
    expect(redo(history)).toBe(history);
  });

  it('take no step when nothing changed', () => {
    const a = state('a');
    const history = begin(a);
    expect(commit(history, a, '移動')).toBe(history);
  });

  it('forget what was undone when something new is done', () => {
    const history = commit(undo(commit(begin(state('a')), state('b'), 'B')), state('c'), 'C');
    expect(history.future).toEqual([]);
    expect(undo(history).present.state.value).toBe('a');
  });

  it('join what is typed in one field into one step, until the field is left', () => {
    let history = commit(begin(state('')), state('あ'), '文章', 'n:text');
    history = commit(history, state('あい'), '文章', 'n:text');
    expect(undo(history).present.state.value).toBe('');
    history = commit(seal(history), state('あいう'), '文章', 'n:text');
    expect(undo(history).present.state.value).toBe('あい');
  });

  it('keep a bounded number of steps', () => {
    let history = begin(state('0'));
    for (let n = 1; n <= MAX_STEPS + 50; n += 1) history = commit(history, state(String(n)), '変更');
    expect(history.past).toHaveLength(MAX_STEPS);
  });

  it('put another state under the present without a step', () => {
    const history = replace(begin(state('a')), state('b'));
    expect(history.present.state.value).toBe('b');
    expect(history.past).toEqual([]);
  });
});
