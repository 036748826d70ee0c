import type { Failure } from './server/api';

export function Loading({ name }: { name: string }) {
  return <p className="ke-loading" role="status">「{name}」を開いています…</p>;
}

const WORDS: Readonly<Record<Failure['reason'], string>> = {
  network: 'サーバーにつながりません。しばらくしてから、もう一度開いてください。',
  'signed-out': 'サインインの期限が切れました。サインインしてから、もう一度開いてください。',
  conflict: 'シナリオを開けませんでした。もう一度開いてください。',
  problems: 'シナリオを開けませんでした。もう一度開いてください。',
  refused: '',
};

interface Props {
  readonly name: string;
  readonly failure: Failure;
  readonly back: string;
  readonly onRetry: () => void;
}

export function LoadFailed({ name, failure, back, onRetry }: Props) {
  return (
    <div className="ke-loading" role="alert">
      <p><strong>「{name}」を開けませんでした。</strong></p>
      <p>{failure.reason === 'refused' ? failure.message : WORDS[failure.reason]}</p>
      <div className="ke-actions">
        <a className="ke-button" href={back}>シナリオの一覧へ</a>
        <button type="button" className="ke-button ke-primary" onClick={onRetry}>もう一度開く</button>
      </div>
    </div>
  );
}
