import { useLayoutEffect, useRef, type ReactNode } from 'react';

import { lengthIn } from '../document/lengths';
import type { Limit } from '../document/limits';
import { insertAt, variablesOf } from '../document/variables';
import { selectDefinition, useEditorState } from '../state/editor';
import { useDraftText } from './drafts';
import { Field } from './Field';
import { Icon } from './Icon';
import { Menu } from './Menu';

function Counter({ limit, text }: { limit: Limit; text: string }) {
  const length = lengthIn(limit, text);
  const over = length - limit.max;
  return (
    <span className={over > 0 ? 'ke-counter ke-counter-over' : 'ke-counter'}>
      {over > 0 && <strong>{over.toLocaleString()}文字多い </strong>}
      {length.toLocaleString()}／{limit.max.toLocaleString()}文字
    </span>
  );
}

interface TextProps {
  readonly label: ReactNode;
  readonly field: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
  readonly limit?: Limit;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean;
  readonly variables?: boolean;
  readonly rows?: number;
  readonly inputMode?: 'url' | 'text';
  readonly spellCheck?: boolean;
}

/** Grows with what is typed, so that a message is never read through a slit. */
function useGrowing(value: string) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const area = ref.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${Math.min(area.scrollHeight + 4, 360)}px`;
  }, [value]);
  return ref;
}

export function VariableMenu({ onChoose }: { onChoose: (code: string) => void }) {
  const definition = useEditorState(selectDefinition);
  const catalog = useEditorState((state) => state.catalog);
  const canEdit = useEditorState((state) => state.canEdit);
  const groups = variablesOf(definition, catalog).map(({ group, items }) =>
    ({ group, items: items.map((item) => ({ id: item.code, label: item.label })) }));
  return <Menu label={<><Icon name="data_object" />差し込む</>} groups={groups} onChoose={onChoose} disabled={!canEdit} />;
}

/** Several lines, with a counter and the things that can be put in. */
export function LongText({ label, field, value, onCommit, limit, hint, variables = true, rows = 3 }: TextProps) {
  const draft = useDraftText(value, onCommit);
  const area = useGrowing(draft.value);
  const canEdit = useEditorState((state) => state.canEdit);
  const insert = (code: string): void => {
    const at = area.current;
    const next = insertAt(draft.value, at?.selectionStart ?? draft.value.length, at?.selectionEnd ?? draft.value.length, code);
    draft.onChange(next.text);
    requestAnimationFrame(() => {
      at?.focus();
      at?.setSelectionRange(next.caret, next.caret);
    });
  };
  return (
    <Field label={label} field={field} hint={hint} aside={variables && <VariableMenu onChoose={insert} />}>
      {({ id, describedBy, invalid }) => (
        <>
          <textarea
            id={id} ref={area} rows={rows} value={draft.value} readOnly={!canEdit}
            aria-describedby={describedBy} aria-invalid={invalid}
            onChange={(event) => draft.onChange(event.target.value)} onBlur={draft.onBlur}
            onCompositionStart={draft.onCompositionStart}
            onCompositionEnd={(event) => draft.onCompositionEnd(event.currentTarget.value)}
          />
          {limit && <Counter limit={limit} text={draft.value} />}
        </>
      )}
    </Field>
  );
}

export function ShortText({ label, field, value, onCommit, limit, hint, hideLabel = false, inputMode = 'text', spellCheck = true }: TextProps) {
  const draft = useDraftText(value, onCommit);
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <Field label={label} field={field} hint={hint} hideLabel={hideLabel}>
      {({ id, describedBy, invalid }) => (
        <>
          <input
            id={id} type="text" value={draft.value} readOnly={!canEdit} inputMode={inputMode} spellCheck={spellCheck}
            aria-describedby={describedBy} aria-invalid={invalid} autoComplete="off"
            onChange={(event) => draft.onChange(event.target.value)} onBlur={draft.onBlur}
            onCompositionStart={draft.onCompositionStart}
            onCompositionEnd={(event) => draft.onCompositionEnd(event.currentTarget.value)}
          />
          {limit && <Counter limit={limit} text={draft.value} />}
        </>
      )}
    </Field>
  );
}

interface NumberProps {
  readonly label: string;
  readonly field: string;
  readonly value: number | null;
  readonly onCommit: (value: number | null) => void;
  readonly hint?: string;
  readonly min?: number;
  readonly max?: number;
  readonly empty?: boolean;
}

/** A number; left empty it is null if `empty` is allowed, else it stays what it was. */
export function NumberInput({ label, field, value, onCommit, hint, min, max, empty = false }: NumberProps) {
  const canEdit = useEditorState((state) => state.canEdit);
  const draft = useDraftText(value === null ? '' : String(value), (typed) => {
    const number = Number(typed.normalize('NFKC').trim());
    if (typed.trim() === '') {
      if (empty) onCommit(null);
    } else if (Number.isFinite(number)) onCommit(number);
  }, true);
  return (
    <Field label={label} field={field} hint={hint}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id} className="ke-input-short" type="number" value={draft.value} readOnly={!canEdit} min={min} max={max}
          aria-describedby={describedBy} aria-invalid={invalid}
          onChange={(event) => draft.onChange(event.target.value)} onBlur={draft.onBlur}
        />
      )}
    </Field>
  );
}

interface SelectProps {
  readonly label: ReactNode;
  readonly field: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly hideLabel?: boolean;
  /** What an empty value is called. */
  readonly placeholder?: string;
}

/** A value that is no longer among the options stays chosen and says so: nothing is replaced silently. */
export function Select({ label, field, value, options, onChange, hint, hideLabel = false, placeholder }: SelectProps) {
  const canEdit = useEditorState((state) => state.canEdit);
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <Field label={label} field={field} hint={hint} hideLabel={hideLabel}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id} value={value} disabled={!canEdit} aria-describedby={describedBy} aria-invalid={invalid}
          onChange={(event) => onChange(event.target.value)}
        >
          {placeholder !== undefined && <option value="">{placeholder}</option>}
          {!known && <option value={value}>{value}（見つかりません）</option>}
          {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
        </select>
      )}
    </Field>
  );
}
