import { createContext, useContext } from 'react';

import { begin, commit, redo, replace, seal, undo, type History } from '../document/history';
import type { Catalog, Definition, FlowDocument, Layout } from '../document/types';
import type { Api, Urls } from '../server/api';
import type { Conflict, Draft, Problem, PublishPlan } from '../server/shapes';
import { createStore, useSelected, type Store } from './store';
import { NO_TALK, type Talk } from './talk';

export type Tab = 'canvas' | 'settings' | 'problems' | 'outline' | 'preview';

/** The marker of the flow's start is chosen and focused like a node, but is none. */
export const START = 'start';

export type DialogState =
  | { readonly kind: 'connect'; readonly node: string; readonly exit: string | null }
  | { readonly kind: 'add'; readonly behind: { readonly node: string; readonly exit: string } | null; readonly at: { x: number; y: number } | null }
  | { readonly kind: 'conflict'; readonly conflict: Conflict }
  | { readonly kind: 'publish'; readonly plan: PublishPlan }
  | { readonly kind: 'search' }
  | { readonly kind: 'keys' }
  | null;

/** Something the person has to know; stays until it is settled or closed. */
export interface Notice {
  readonly level: 'error' | 'warning' | 'success';
  readonly text: string;
  readonly action?: 'retry-save' | 'sign-in' | 'restore' | 'reload';
}

export interface EditorState {
  readonly flow: { readonly id: string; readonly name: string };
  readonly catalog: Catalog;
  readonly published: Draft['published'];
  readonly canEdit: boolean;
  readonly canPublish: boolean;
  readonly history: History<FlowDocument>;
  /** What the server has; the very object of the history when nothing is unsaved. */
  readonly saved: FlowDocument;
  readonly revision: number;
  readonly problems: readonly Problem[];
  readonly linting: boolean;
  readonly saving: boolean;
  readonly notice: Notice | null;
  readonly selection: readonly string[];
  readonly tab: Tab;
  readonly dialog: DialogState;
  /** Said by screen readers when it changes. */
  readonly announcement: string;
  /** Nodes the preview has passed, in order; shown on the canvas. */
  readonly visited: readonly string[];
  readonly talk: Talk;
  /** Asks the canvas to show (and perhaps focus) a node; a new object each time. */
  readonly reveal: { readonly id: string; readonly focus: boolean } | null;
  /** Asks the settings panel to focus a field; a new object each time. */
  readonly focusField: { readonly field: string | null } | null;
}

/** What the canvas can do for the rest of the screen while it is shown. */
export interface CanvasView {
  fit(): void;
  /** What is seen when the editor opens. */
  open(): void;
  /** The middle of what is seen, in canvas pixels. */
  centre(): { x: number; y: number };
}

export interface Editor {
  readonly store: Store<EditorState>;
  readonly api: Api;
  readonly urls: Urls;
  /** Fields with typing that is not yet in the document; each commits it. */
  readonly pending: Set<() => void>;
  view: CanvasView | null;
}

export function initialState(draft: Draft, document: FlowDocument): EditorState {
  return {
    flow: draft.flow, catalog: draft.catalog, published: draft.published,
    canEdit: draft.can_edit, canPublish: draft.can_publish,
    history: begin(document), saved: document, revision: draft.revision,
    problems: draft.problems, linting: false, saving: false, notice: null,
    selection: [], tab: 'settings', dialog: null, announcement: '', visited: [], talk: NO_TALK, reveal: null, focusField: null,
  };
}

export function createEditor(api: Api, urls: Urls, state: EditorState): Editor {
  return { store: createStore(state), api, urls, pending: new Set(), view: null };
}

const Context = createContext<Editor | null>(null);
export const EditorProvider = Context.Provider;

export function useEditor(): Editor {
  const editor = useContext(Context);
  if (!editor) throw new Error('outside of the editor');
  return editor;
}

export function useEditorState<T>(select: (state: EditorState) => T): T {
  return useSelected(useEditor().store, select);
}

export const selectDefinition = (state: EditorState): Definition => state.history.present.state.definition;
export const selectLayout = (state: EditorState): Layout => state.history.present.state.layout;
export const selectUnsaved = (state: EditorState): boolean => state.history.present.state !== state.saved;

export function currentDocument(editor: Editor): FlowDocument {
  return editor.store.get().history.present.state;
}

/** Puts what is typed in fields into the document; before anything that reads the document as a whole. */
export function flushFields(editor: Editor): void {
  for (const flush of Array.from(editor.pending)) flush();
}

/** One step of undo. `label` is what was done, in words; equal keys in a row join into one step. */
export function edit(editor: Editor, label: string, change: (document: FlowDocument) => FlowDocument, key: string | null = null): void {
  const state = editor.store.get();
  if (!state.canEdit) return;
  const history = commit(state.history, change(state.history.present.state), label, key);
  if (history === state.history) return;
  editor.store.set({ history, ...(key === null ? { announcement: `${label}をしました。` } : {}) });
}

export function sealStep(editor: Editor): void {
  editor.store.set({ history: seal(editor.store.get().history) });
}

function stillThere(selection: readonly string[], definition: Definition): readonly string[] {
  const known = new Set(definition.nodes.map((node) => node.id));
  const kept = selection.filter((id) => id === START || known.has(id));
  return kept.length === selection.length ? selection : kept;
}

function travel(editor: Editor, step: typeof undo, words: string): void {
  flushFields(editor);
  const { history, selection } = editor.store.get();
  const next = step(history);
  if (next === history) return;
  const label = (step === undo ? history : next).present.label;
  const definition = next.present.state.definition;
  editor.store.set({ history: next, selection: stillThere(selection, definition), announcement: `${words}：${label}` });
}

export function undoStep(editor: Editor): void {
  travel(editor, undo, '元に戻しました');
}

export function redoStep(editor: Editor): void {
  travel(editor, redo, 'やり直しました');
}

/** For what the person did not do (placing the nodes of an imported flow): no step, not unsaved. */
export function settleLayout(editor: Editor, layout: Layout): void {
  const { history, saved } = editor.store.get();
  const before = history.present.state;
  const document = { ...before, layout };
  editor.store.set({ history: replace(history, document), saved: before === saved ? document : saved });
}

export function announce(editor: Editor, text: string): void {
  editor.store.set({ announcement: text });
}

/** Chooses nodes; the panel shows the first one's settings unless the list or the preview is in use. */
export function select(editor: Editor, ids: readonly string[]): void {
  const { selection } = editor.store.get();
  if (ids.length === selection.length && ids.every((id, index) => id === selection[index])) return;
  flushFields(editor);
  editor.store.set({ selection: ids });
}

export function openSettings(editor: Editor, id: string, field: string | null = null): void {
  select(editor, [id]);
  editor.store.set({ tab: 'settings', focusField: { field }, reveal: { id, focus: false } });
}

export function openDialog(editor: Editor, dialog: DialogState): void {
  flushFields(editor);
  editor.store.set({ dialog });
}

export function closeDialog(editor: Editor): void {
  editor.store.set({ dialog: null });
}
