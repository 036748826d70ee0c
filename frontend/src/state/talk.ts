import type { Definition } from '../document/types';
import type { Bubble, Citizen, Reply, TurnEvent } from '../server/shapes';

export type Line =
  | { readonly from: 'citizen'; readonly text: string }
  | { readonly from: 'city'; readonly bubble: Bubble }
  | { readonly from: 'note'; readonly text: string };

export interface GivenAnswer {
  readonly key: string;
  readonly node: string | null;
  readonly label: string;
}

/** A conversation with the preview. The server's engine holds it: this is what it said. */
export interface Talk {
  readonly session: object | null;
  readonly lines: readonly Line[];
  readonly citizen: Citizen;
  readonly answers: readonly GivenAnswer[];
  /** What it began with; a later change asks for a new beginning. */
  readonly definition: Definition | null;
  readonly busy: boolean;
  readonly failure: string;
}

export const NO_TALK: Talk = {
  session: null, lines: [], citizen: { tags: [], attributes: {} }, answers: [], definition: null, busy: false, failure: '',
};

const ENDINGS: Readonly<Record<string, string>> = {
  completed: 'シナリオが終わりました。', cancelled: '利用者がやめました。', interrupted: '別のシナリオに移りました。', error: '誤りがあったため、シナリオが止まりました。',
};

/** The words for the engine's `engine_error` codes are in the problems tab; here it is enough to say that one happened. */
function noteOf(event: TurnEvent): string | null {
  switch (event.type) {
    case 'flow_ended':
      return ENDINGS[String(event.reason)] ?? null;
    case 'bubble_limit':
      return 'LINEが一度に送れる5つに達しました。利用者が何か送ると続きます。';
    case 'no_match':
      return 'この言葉で始まるシナリオはありません。何も返しません。';
    case 'engine_error':
      return `この先に直すところがあります（${String(event.code)}）。「問題」を見てください。`;
    default:
      return null;
  }
}

export function notesOf(events: readonly TurnEvent[]): readonly Line[] {
  return events.flatMap((event) => {
    const text = noteOf(event);
    return text === null ? [] : [{ from: 'note' as const, text }];
  });
}

/** The answers of this conversation; a question answered again has its new answer. */
export function answersAfter(before: readonly GivenAnswer[], events: readonly TurnEvent[]): readonly GivenAnswer[] {
  let answers = before;
  for (const event of events) {
    if (event.type !== 'answer_recorded' || typeof event.key !== 'string') continue;
    const label = [event.label, event.text, event.value].find((value) => value !== undefined && value !== null && value !== '');
    const answer = { key: event.key, node: typeof event.node === 'string' ? event.node : null, label: String(label ?? '') };
    answers = [...answers.filter((other) => other.key !== answer.key), answer];
  }
  return answers;
}

/** The quick replies LINE shows: those of the last bubble, until something is said. */
export function openReplies(talk: Talk): readonly Reply[] {
  const last = talk.lines.findLast((line) => line.from !== 'note');
  return last?.from === 'city' ? last.bubble.quick_replies ?? [] : [];
}
