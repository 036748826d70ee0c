import type { Catalog, Definition, Layout } from '../document/types';

/** What lint found. `node` and `field` say where; both may be null for the flow as a whole. */
export interface Problem {
  readonly code: string;
  readonly level: 'error' | 'warning';
  readonly node: string | null;
  readonly field: string | null;
  readonly message: string;
}

/** One difference between two definitions, in words. */
export interface Change {
  readonly kind: string;
  readonly node: string | null;
  readonly text: string;
}

export interface Draft {
  readonly flow: { readonly id: string; readonly name: string };
  readonly revision: number;
  readonly definition: Definition;
  readonly layout: Layout;
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
  readonly published: { readonly number: number; readonly at: string } | null;
  readonly can_edit: boolean;
  readonly can_publish: boolean;
}

/** What somebody else saved meanwhile. */
export interface Conflict {
  readonly revision: number;
  readonly definition: Definition;
  readonly layout: Layout;
  readonly saved_by: string;
  readonly saved_at: string;
  readonly changes: readonly Change[];
}

export interface Saved {
  readonly revision: number;
  readonly problems: readonly Problem[];
}

export interface PublishPlan {
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
  readonly first: boolean;
}

export interface Published {
  readonly version: number;
  readonly at: string;
}

export type Action =
  | { readonly type: 'postback'; readonly data: string; readonly text?: string }
  | { readonly type: 'uri'; readonly uri: string }
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'date'; readonly data: string; readonly min: string | null; readonly max: string | null; readonly initial?: string | null };

export interface Reply {
  readonly label: string;
  readonly action: Action;
}

export type Bubble = { readonly quick_replies?: readonly Reply[] } & (
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly media: string; readonly alt: string }
  | { readonly type: 'buttons'; readonly title?: string; readonly text: string; readonly buttons: readonly Reply[]; readonly alt?: string }
);

export interface Citizen {
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What happened in a turn; the engine's events as JSON. Only those with a `type` known here are shown. */
export type TurnEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

export type Input =
  | { readonly type: 'start'; readonly flow: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'postback'; readonly data: string; readonly params?: Readonly<Record<string, string>> }
  | { readonly type: 'follow' }
  | { readonly type: 'other'; readonly kind: string };

export interface Turn {
  readonly session: object | null;
  readonly bubbles: readonly Bubble[];
  readonly events: readonly TurnEvent[];
  readonly path: readonly (readonly [node: string, exit: string | null])[];
  readonly citizen: Citizen;
}
