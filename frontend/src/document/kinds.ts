import type { NodeType } from './types';

export type Group = 'say' | 'ask' | 'branch' | 'record' | 'finish';

export interface Kind {
  readonly type: NodeType;
  readonly group: Group;
  readonly label: string;
  /** One line that tells somebody new to the job when to take it. */
  readonly help: string;
}

export const GROUPS: readonly { readonly group: Group; readonly label: string }[] = [
  { group: 'say', label: '話す' },
  { group: 'ask', label: '聞く' },
  { group: 'branch', label: '分ける' },
  { group: 'record', label: '記録する' },
  { group: 'finish', label: '終わる' },
];

/** The names are the engine's (app/flows/engine/nodes): its words about changes and problems use them too. */
export const KINDS: readonly Kind[] = [
  { type: 'text', group: 'say', label: '文章', help: '文章を1つ送ります。' },
  { type: 'image', group: 'say', label: '画像', help: '画像を1枚送ります。' },
  { type: 'buttons', group: 'say', label: 'ボタン', help: '文章と、4つまでのボタンを送ります。' },
  { type: 'ask_choice', group: 'ask', label: '1つ選んでもらう', help: '選択肢から1つ選んでもらいます。' },
  { type: 'ask_choices', group: 'ask', label: 'いくつか選んでもらう', help: '選択肢からいくつでも選んでもらいます。' },
  { type: 'ask_text', group: 'ask', label: '文章で答えてもらう', help: '自由に書いてもらいます。' },
  { type: 'ask_number', group: 'ask', label: '数で答えてもらう', help: '数を書いてもらいます。' },
  { type: 'ask_date', group: 'ask', label: '日付で答えてもらう', help: '日付を選んでもらいます。' },
  { type: 'branch', group: 'branch', label: '条件で分ける', help: '答え・属性・タグによって行き先を分けます。' },
  { type: 'sub_flow', group: 'branch', label: '別のシナリオ', help: '別のシナリオを通って、戻ってきます。' },
  { type: 'add_tag', group: 'record', label: 'タグを付ける', help: '利用者にタグを付けます。' },
  { type: 'remove_tag', group: 'record', label: 'タグを外す', help: '利用者からタグを外します。' },
  { type: 'set_attribute', group: 'record', label: '属性に記録する', help: '答えや決まった値を、利用者の属性に記録します。' },
  { type: 'end', group: 'finish', label: '終わり', help: 'シナリオを終わります。' },
];

const BY_TYPE = new Map(KINDS.map((kind) => [kind.type, kind]));

export function kindOf(type: NodeType): Kind {
  const kind = BY_TYPE.get(type);
  if (!kind) throw new RangeError(`unknown node type: ${type}`);
  return kind;
}

/** A draft may come from a newer server; what this editor does not know it shows but does not edit. */
export function isKnownType(type: string): type is NodeType {
  return BY_TYPE.has(type as NodeType);
}
