import type { FlowDocument } from '../document/types';

/** What could not be saved, kept by the browser for this tab: signing in again or a lost network loses nothing. */
interface Kept {
  readonly base_revision: number;
  readonly document: FlowDocument;
}

const PREFIX = 'kairan-flow:';

export function keep(draftUrl: string, revision: number, document: FlowDocument): void {
  try {
    sessionStorage.setItem(PREFIX + draftUrl, JSON.stringify({ base_revision: revision, document } satisfies Kept));
  } catch (error) {
    // Storage may be full or forbidden; then the open page is the only copy, and it stays open.
    if (!(error instanceof DOMException)) throw error;
  }
}

export function kept(draftUrl: string): Kept | null {
  try {
    const text = sessionStorage.getItem(PREFIX + draftUrl);
    const value = text === null ? null : (JSON.parse(text) as Kept);
    return value && Array.isArray(value.document?.definition?.nodes) ? value : null;
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function forget(draftUrl: string): void {
  try {
    sessionStorage.removeItem(PREFIX + draftUrl);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
