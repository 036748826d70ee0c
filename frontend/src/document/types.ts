/** The flow format, version 1, as docs/flow-format.md describes it. */

/** A text a citizen reads, keyed by language. */
export type Text = Readonly<Record<string, string>>;

export interface Exit {
  readonly id: string;
  readonly to: string | null;
}

export interface Category {
  readonly id: string;
  readonly key: string;
  readonly name: Text;
  readonly exit: string;
}

export interface Retry {
  readonly text?: Text;
  readonly limit?: number;
}

interface Base {
  readonly id: string;
  readonly name?: string;
  readonly exits: readonly Exit[];
}

interface Question extends Base {
  readonly key: string;
  readonly text: Text;
  readonly categories: readonly Category[];
  readonly retry?: Retry;
  readonly failed: string;
}

export interface TextNode extends Base {
  readonly type: 'text';
  readonly text: Text;
}

export interface ImageNode extends Base {
  readonly type: 'image';
  readonly image: string | null;
  readonly alt?: Text;
}

export type ButtonAction = { readonly type: 'next' } | { readonly type: 'uri'; readonly uri: string };

export interface Button {
  readonly id: string;
  readonly label: Text;
  readonly action: ButtonAction;
  readonly category: string | null;
}

export interface ButtonsNode extends Base {
  readonly type: 'buttons';
  readonly title?: Text;
  readonly text: Text;
  readonly buttons: readonly Button[];
  readonly categories: readonly Category[];
  readonly default: string;
}

export interface Choice {
  readonly id: string;
  readonly key: string;
  readonly label: Text;
}

export interface RoutedChoice extends Choice {
  readonly category: string;
}

export interface AskChoiceNode extends Question {
  readonly type: 'ask_choice';
  readonly choices: readonly RoutedChoice[];
}

export interface AskChoicesNode extends Question {
  readonly type: 'ask_choices';
  readonly choices: readonly Choice[];
  readonly min?: number | null;
  readonly max?: number | null;
  readonly answered: string;
}

export interface AskTextNode extends Question {
  readonly type: 'ask_text';
  readonly max_length?: number | null;
  readonly answered: string;
}

export interface AskNumberNode extends Question {
  readonly type: 'ask_number';
  readonly min?: number | null;
  readonly max?: number | null;
  readonly integer?: boolean;
  readonly answered: string;
}

export interface AskDateNode extends Question {
  readonly type: 'ask_date';
  readonly min?: string | null;
  readonly max?: string | null;
  readonly answered: string;
}

export type Operator = 'is' | 'is_not' | 'contains' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists' | 'exists_not';
export type Value = string | number | boolean | readonly string[];

export type Condition =
  | { readonly type: 'answer'; readonly key: string; readonly op: Operator; readonly value?: Value }
  | { readonly type: 'attribute'; readonly attribute: string; readonly op: Operator; readonly value?: Value }
  | { readonly type: 'tag'; readonly tag: string; readonly op: 'has' | 'has_not' };

export interface Case {
  readonly id: string;
  readonly condition: Condition;
  readonly category: string;
}

export interface BranchNode extends Base {
  readonly type: 'branch';
  readonly cases: readonly Case[];
  readonly categories: readonly Category[];
  readonly default: string;
}

export interface TagNode extends Base {
  readonly type: 'add_tag' | 'remove_tag';
  readonly tags: readonly string[];
}

export type Assigned =
  | { readonly from: 'answer'; readonly key: string }
  | { readonly from: 'literal'; readonly value: Value }
  | { readonly from: 'nothing' };

export interface SetAttributeNode extends Base {
  readonly type: 'set_attribute';
  readonly attribute: string;
  readonly value: Assigned;
}

export interface SubFlowNode extends Base {
  readonly type: 'sub_flow';
  readonly flow: string | null;
}

export interface EndNode extends Base {
  readonly type: 'end';
}

export type QuestionNode = AskChoiceNode | AskChoicesNode | AskTextNode | AskNumberNode | AskDateNode;
export type DecidingNode = ButtonsNode | BranchNode | QuestionNode;
export type FlowNode = TextNode | ImageNode | DecidingNode | TagNode | SetAttributeNode | SubFlowNode | EndNode;
export type NodeType = FlowNode['type'];

export type Trigger =
  | { readonly id: string; readonly type: 'keyword'; readonly keywords: readonly string[]; readonly match: 'equals' | 'contains' }
  | { readonly id: string; readonly type: 'follow' }
  | { readonly id: string; readonly type: 'postback'; readonly data: string };

export interface Definition {
  readonly format: 1;
  readonly base_language: string;
  readonly triggers: readonly Trigger[];
  readonly start: string | null;
  readonly nodes: readonly FlowNode[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where nodes stand on the canvas; a document of its own, never part of a version. */
export interface Layout {
  readonly nodes: Readonly<Record<string, Point>>;
}

/** What one editor edits, and what one step of undo restores. */
export interface FlowDocument {
  readonly definition: Definition;
  readonly layout: Layout;
}

export interface Named {
  readonly key: string;
  readonly name: string;
}

export interface Attribute extends Named {
  readonly kind: string;
  readonly choices: readonly Named[];
}

export interface Media {
  readonly id: string;
  readonly url: string;
  readonly name: string;
}

/** The things outside the flow that it may name. */
export interface Catalog {
  readonly tags: readonly Named[];
  readonly attributes: readonly Attribute[];
  readonly flows: readonly { readonly id: string; readonly name: string }[];
  readonly media: readonly Media[];
}

export function isDeciding(node: FlowNode): node is DecidingNode {
  return 'categories' in node;
}

export function isQuestion(node: FlowNode): node is QuestionNode {
  return node.type.startsWith('ask_');
}
