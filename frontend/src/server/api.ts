import type { Definition, Layout, Media } from '../document/types';
import type { Citizen, Conflict, Draft, Input, Problem, Published, PublishPlan, Saved, Turn } from './shapes';

export interface Urls {
  readonly draft: string;
  readonly lint: string;
  readonly publish: string;
  readonly preview: string;
  readonly images: string;
  readonly back: string;
}

/** Why the server did not do what was asked, as the screens tell it. */
export type Failure =
  | { readonly reason: 'network' }
  | { readonly reason: 'signed-out' }
  | { readonly reason: 'conflict'; readonly conflict: Conflict }
  | { readonly reason: 'problems'; readonly problems: readonly Problem[] }
  | { readonly reason: 'refused'; readonly message: string };

export class ServerError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.reason);
    this.name = 'ServerError';
  }
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: '送った内容をサーバーが読めませんでした。画面を開き直してください。',
  403: 'この操作をする権限がありません。管理者に確認してください。',
  404: 'シナリオが見つかりません。削除されたかもしれません。',
  413: 'ファイルが大きすぎます。小さくしてから選び直してください。',
  429: '操作が続いたため、少し待ってからもう一度お試しください。',
};

function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

async function failureOf(response: Response): Promise<Failure> {
  if (response.status === 401) return { reason: 'signed-out' };
  const body = await bodyOf(response);
  if (response.status === 409 && body.error === 'conflict') return { reason: 'conflict', conflict: body as unknown as Conflict };
  if (body.error === 'problems' && Array.isArray(body.problems)) return { reason: 'problems', problems: body.problems as Problem[] };
  const words = typeof body.message === 'string' ? body.message : STATUS_WORDS[response.status];
  return { reason: 'refused', message: words ?? `サーバーが応答できませんでした（${response.status}）。しばらくしてからもう一度お試しください。` };
}

async function ask<T>(url: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, {
      ...init,
      credentials: 'same-origin',
      // Followed, a redirect to the sign-in page would look like an answer.
      redirect: 'manual',
      headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken(), ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ServerError({ reason: 'network' });
  }
  if (response.type === 'opaqueredirect') throw new ServerError({ reason: 'signed-out' });
  if (!response.ok) throw new ServerError(await failureOf(response));
  return (await response.json()) as T;
}

function json(method: string, body: unknown, signal?: AbortSignal): RequestInit {
  return { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' }, signal: signal ?? null };
}

export interface Api {
  load(): Promise<Draft>;
  save(base: number, definition: Definition, layout: Layout): Promise<Saved>;
  lint(definition: Definition, signal: AbortSignal): Promise<readonly Problem[]>;
  plan(): Promise<PublishPlan>;
  publish(base: number, summary: string): Promise<Published>;
  turn(definition: Definition, session: object | null, input: Input, citizen: Citizen | null): Promise<Turn>;
  upload(file: File): Promise<Media>;
}

export function connectTo(urls: Urls): Api {
  return {
    load: () => ask<Draft>(urls.draft),
    save: (base, definition, layout) => ask<Saved>(urls.draft, json('PUT', { base_revision: base, definition, layout })),
    lint: async (definition, signal) =>
      (await ask<{ problems: Problem[] }>(urls.lint, json('POST', { definition }, signal))).problems,
    plan: () => ask<PublishPlan>(urls.publish),
    publish: (base, summary) => ask<Published>(urls.publish, json('POST', { base_revision: base, summary })),
    turn: (definition, session, input, citizen) =>
      ask<Turn>(urls.preview, json('POST', { definition, session, input, citizen })),
    upload: (file) => {
      const form = new FormData();
      form.append('file', file);
      return ask<Media>(urls.images, { method: 'POST', body: form });
    },
  };
}
