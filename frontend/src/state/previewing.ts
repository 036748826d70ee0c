import { ServerError } from '../server/api';
import type { Action, Citizen, Input } from '../server/shapes';
import { currentDocument, flushFields, type Editor } from './editor';
import { report } from './saving';
import { answersAfter, NO_TALK, notesOf, type Line, type Talk } from './talk';

function put(editor: Editor, change: Partial<Talk>): void {
  editor.store.set({ talk: { ...editor.store.get().talk, ...change } });
}

async function take(editor: Editor, input: Input, said: string | null): Promise<void> {
  const { talk, visited } = editor.store.get();
  if (talk.busy) return;
  const spoken: readonly Line[] = said === null ? talk.lines : [...talk.lines, { from: 'citizen', text: said }];
  const { definition } = currentDocument(editor);
  put(editor, { lines: spoken, busy: true, failure: '' });
  try {
    const turn = await editor.api.turn(definition, talk.session, input, talk.citizen);
    const bubbles = turn.bubbles.map((bubble): Line => ({ from: 'city', bubble }));
    put(editor, {
      session: turn.session, citizen: turn.citizen, definition, busy: false,
      lines: [...spoken, ...bubbles, ...notesOf(turn.events)], answers: answersAfter(talk.answers, turn.events),
    });
    editor.store.set({ visited: Array.from(new Set([...visited, ...turn.path.map(([node]) => node)])) });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { failure } = error;
    const text = failure.reason === 'refused' ? failure.message
      : failure.reason === 'problems' ? '誤りがあるため試せません。「問題」を見て直してください。'
        : '試し表示がサーバーにつながりませんでした。もう一度お試しください。';
    put(editor, { busy: false, failure: text, lines: talk.lines });
    if (failure.reason === 'signed-out') report(editor, failure);
  }
}

/** Begins anew, with what the flow is now; the citizen keeps the tags and attributes that were set by hand. */
export async function startTalk(editor: Editor): Promise<void> {
  flushFields(editor);
  const { talk, flow } = editor.store.get();
  if (talk.busy) return;
  editor.store.set({ talk: { ...NO_TALK, citizen: talk.citizen }, visited: [] });
  await take(editor, { type: 'start', flow: flow.id }, null);
}

export function say(editor: Editor, text: string): Promise<void> {
  return take(editor, { type: 'text', text }, text);
}

/** What a tapped button does. A date needs the day that was picked. */
export async function tap(editor: Editor, action: Action, label: string, day: string | null = null): Promise<void> {
  switch (action.type) {
    case 'postback':
      return take(editor, { type: 'postback', data: action.data }, action.text ?? label);
    case 'message':
      return say(editor, action.text);
    case 'date':
      return day === null ? undefined : take(editor, { type: 'postback', data: action.data, params: { date: day } }, null);
    case 'uri':
      return undefined;
  }
}

export function setCitizen(editor: Editor, citizen: Citizen): void {
  put(editor, { citizen });
}
