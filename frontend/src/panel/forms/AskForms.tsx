import { MAX_ANSWER } from '../../document/limits';
import type { AskDateNode, AskNumberNode, AskTextNode } from '../../document/types';
import { Field } from '../../parts/Field';
import { NumberInput } from '../../parts/inputs';
import { useEditorState } from '../../state/editor';
import { KeyField, QuestionText, RetryFields } from './questionParts';
import { useChange, type FormProps } from './useNode';

export function AskTextForm({ node }: FormProps<AskTextNode>) {
  const change = useChange(node);
  return (
    <>
      <QuestionText node={node} />
      <NumberInput
        label="答えの長さ（文字まで）" field="max_length" value={node.max_length ?? null} empty min={1} max={MAX_ANSWER}
        onCommit={(value) => change('答えの長さ', (current) => ({ ...current, max_length: value === null ? null : Math.max(1, Math.round(value)) }))}
      />
      <RetryFields node={node} />
      <KeyField node={node} />
    </>
  );
}

interface CheckProps {
  readonly label: string;
  readonly field: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Check({ label, field, checked, onChange }: CheckProps) {
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <label className="ke-check" data-field={field}>
      <input type="checkbox" checked={checked} disabled={!canEdit} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

export function AskNumberForm({ node }: FormProps<AskNumberNode>) {
  const change = useChange(node);
  return (
    <>
      <QuestionText node={node} />
      <div className="ke-pair">
        <NumberInput
          label="いちばん小さい数" field="min" value={node.min ?? null} empty
          onCommit={(value) => change('数の範囲', (current) => ({ ...current, min: value }))}
        />
        <NumberInput
          label="いちばん大きい数" field="max" value={node.max ?? null} empty
          onCommit={(value) => change('数の範囲', (current) => ({ ...current, max: value }))}
        />
      </div>
      <p className="ke-hint">決めないときは空のままにします。</p>
      <Check
        label="整数だけ" field="integer" checked={node.integer ?? false}
        onChange={(integer) => change('数の種類', (current) => ({ ...current, integer }))}
      />
      <RetryFields node={node} />
      <KeyField node={node} />
    </>
  );
}

interface DateProps {
  readonly label: string;
  readonly field: string;
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

export function DateInput({ label, field, value, onChange }: DateProps) {
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <Field label={label} field={field}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id} type="date" value={value ?? ''} readOnly={!canEdit} aria-describedby={describedBy} aria-invalid={invalid}
          onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
        />
      )}
    </Field>
  );
}

export function AskDateForm({ node }: FormProps<AskDateNode>) {
  const change = useChange(node);
  return (
    <>
      <QuestionText node={node} />
      <div className="ke-pair">
        <DateInput
          label="いちばん早い日" field="min" value={node.min ?? null}
          onChange={(min) => change('日付の範囲', (current) => ({ ...current, min }), 'min')}
        />
        <DateInput
          label="いちばん遅い日" field="max" value={node.max ?? null}
          onChange={(max) => change('日付の範囲', (current) => ({ ...current, max }), 'max')}
        />
      </div>
      <p className="ke-hint">決めないときは空のままにします。</p>
      <RetryFields node={node} />
      <KeyField node={node} />
    </>
  );
}
