import { inLanguage } from '../../document/exits';
import { LIMITS, MAX_TRIES } from '../../document/limits';
import type { Named, QuestionNode, Retry } from '../../document/types';
import { LongText, NumberInput, Select, ShortText } from '../../parts/inputs';
import { useEditorState } from '../../state/editor';
import { useChange, useLanguage, type FormProps } from './useNode';

export function QuestionText({ node }: FormProps<QuestionNode>) {
  const change = useChange(node);
  const language = useLanguage();
  return (
    <LongText
      label="質問の文章" field="text" value={inLanguage(node.text, language)} limit={LIMITS.message} rows={4}
      onCommit={(value) => change('質問の変更', (current) => ({ ...current, text: { ...current.text, [language]: value } }), 'text')}
    />
  );
}

const NO_RETRY: Retry = { text: {}, limit: 3 };

/** What happens when an answer is not understood. */
export function RetryFields({ node }: FormProps<QuestionNode>) {
  const change = useChange(node);
  const language = useLanguage();
  const retry = node.retry ?? NO_RETRY;
  const setRetry = (label: string, by: (retry: Retry) => Retry, key?: string): void =>
    change(label, (current) => ({ ...current, retry: by(current.retry ?? NO_RETRY) }), key);
  return (
    <fieldset className="ke-list" data-field="retry">
      <legend>答えがわからなかったとき</legend>
      <LongText
        label="聞き直す文章" field="retry.text" rows={2} value={inLanguage(retry.text, language)} limit={LIMITS.message}
        onCommit={(value) => setRetry('聞き直す文章', (current) => ({ ...current, text: { ...current.text, [language]: value } }), 'retry')}
      />
      <NumberInput
        label="聞き直す回数" field="retry.limit" value={retry.limit ?? 3} min={1} max={MAX_TRIES}
        hint="これを超えると、「答えられなかったとき」の出口へ進みます。"
        onCommit={(value) => setRetry('聞き直す回数', (current) => ({ ...current, limit: Math.max(1, Math.round(value ?? 1)) }))}
      />
    </fieldset>
  );
}

/** The stable names of results. Few need them, and changing them parts new results from old ones. */
export function KeyField({ node }: FormProps<QuestionNode>) {
  const change = useChange(node);
  return (
    <details className="ke-details">
      <summary>結果の記号</summary>
      <ShortText
        label="質問の記号" field="key" value={node.key} spellCheck={false}
        hint="結果の書き出しと差し込みで使います。英小文字で始まる、英小文字・数字・_ の32文字まで。公開した後で変えると、前の結果と分かれます。"
        onCommit={(value) => change('質問の記号', (current) => ({ ...current, key: value.trim() }), 'key')}
      />
    </details>
  );
}

/** Takes over the choices of an attribute, so that the answer can be recorded in it as it is. */
export function ChoicesFromAttribute({ max, onTake }: { max: number; onTake: (choices: readonly Named[]) => void }) {
  const canEdit = useEditorState((state) => state.canEdit);
  const attributes = useEditorState((state) => state.catalog.attributes);
  const usable = attributes.filter((attribute) => attribute.choices.length > 0 && attribute.choices.length <= max);
  if (!canEdit || usable.length === 0) return null;
  return (
    <Select
      label="属性の選択肢を使う" field="take" value="" placeholder="（属性を選ぶと、選択肢が入れ替わります）"
      hint="答えを属性に記録するときに選びます。"
      options={usable.map((attribute) => ({ value: attribute.key, label: `${attribute.name}（${attribute.choices.length}）` }))}
      onChange={(key) => onTake(usable.find((attribute) => attribute.key === key)?.choices ?? [])}
    />
  );
}
