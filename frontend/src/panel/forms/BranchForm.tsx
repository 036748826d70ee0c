import { addCase, moveItem, removeItem, setCondition, shareAll } from '../../document/cases';
import type { BranchNode, Case, Condition, Definition, Operator } from '../../document/types';
import { questionsOf } from '../../document/variables';
import { conditionWords, needsValue, nodeTitle, operatorsOf, operatorWords, subjectOf } from '../../document/words';
import { Select } from '../../parts/inputs';
import { selectDefinition, useEditorState } from '../../state/editor';
import { AddButton, Row } from './rows';
import { CategoryNames, Sharing } from './Sharing';
import { useChange, type FormProps } from './useNode';
import { ValueInput } from './ValueInput';

const SUBJECTS = [
  { value: 'answer', label: '質問の答え' }, { value: 'attribute', label: '利用者の属性' }, { value: 'tag', label: '利用者のタグ' },
] as const;

function fresh(type: string): Condition {
  if (type === 'answer') return { type: 'answer', key: '', op: 'is', value: '' };
  return type === 'attribute' ? { type: 'attribute', attribute: '', op: 'is', value: '' } : { type: 'tag', tag: '', op: 'has' };
}

interface ConditionProps {
  readonly condition: Condition;
  readonly field: string;
  readonly onChange: (condition: Condition) => void;
}

/** The operator a subject begins with: the first it offers, so that no comparison stands that makes no sense. */
function fitted(condition: Exclude<Condition, { type: 'tag' }>, operators: readonly Operator[]): Condition {
  const op = operators.includes(condition.op) ? condition.op : operators[0]!;
  const { value: _, ...rest } = condition;
  return needsValue(op) ? { ...rest, op, value: '' } : { ...rest, op };
}

function useSubjects(condition: Condition) {
  const definition = useEditorState(selectDefinition);
  const catalog = useEditorState((state) => state.catalog);
  const subject = subjectOf(condition, definition, catalog);
  const refit = (next: Exclude<Condition, { type: 'tag' }>): Condition =>
    fitted(next, operatorsOf(subjectOf(next, definition, catalog).kind));
  return { definition, catalog, subject, refit };
}

function questionOptions(definition: Definition) {
  return questionsOf(definition).map((node) => ({ value: node.key, label: nodeTitle(node, definition) }));
}

function What({ condition, field, onChange }: ConditionProps) {
  const { definition, catalog, refit } = useSubjects(condition);
  switch (condition.type) {
    case 'answer':
      return (
        <Select
          label="どの質問" field={`${field}.key`} value={condition.key} placeholder="（選んでください）" options={questionOptions(definition)}
          onChange={(key) => onChange(refit({ ...condition, key }))}
        />
      );
    case 'attribute':
      return (
        <Select
          label="どの属性" field={`${field}.attribute`} value={condition.attribute} placeholder="（選んでください）"
          options={catalog.attributes.map((item) => ({ value: item.key, label: item.name }))}
          onChange={(attribute) => onChange(refit({ ...condition, attribute }))}
        />
      );
    case 'tag':
      return (
        <Select
          label="どのタグ" field={`${field}.tag`} value={condition.tag} placeholder="（選んでください）"
          options={catalog.tags.map((tag) => ({ value: tag.key, label: tag.name }))}
          onChange={(tag) => onChange({ ...condition, tag })}
        />
      );
  }
}

function Comparison({ condition, field, onChange }: ConditionProps) {
  const { subject } = useSubjects(condition);
  if (condition.type === 'tag') {
    return (
      <Select
        label="くらべ方" field={`${field}.op`} value={condition.op}
        options={[{ value: 'has', label: '付いている' }, { value: 'has_not', label: '付いていない' }]}
        onChange={(op) => onChange({ ...condition, op: op === 'has' ? 'has' : 'has_not' })}
      />
    );
  }
  const setOperator = (op: Operator): void => {
    const { value, ...rest } = condition;
    onChange(needsValue(op) ? { ...rest, op, value: value ?? '' } : { ...rest, op });
  };
  return (
    <>
      {needsValue(condition.op) && (
        <ValueInput label="値" field={`${field}.value`} subject={subject} value={condition.value} onChange={(value) => onChange({ ...condition, value })} />
      )}
      <Select
        label="くらべ方" field={`${field}.op`} value={condition.op} onChange={(op) => setOperator(op as Operator)}
        options={operatorsOf(subject.kind).map((op) => ({ value: op, label: operatorWords(op, subject.kind) }))}
      />
    </>
  );
}

export function ConditionFields(props: ConditionProps) {
  return (
    <>
      <Select
        label="何を見るか" field={`${props.field}.type`} value={props.condition.type} options={SUBJECTS}
        onChange={(type) => props.onChange(fresh(type))}
      />
      <What {...props} />
      <Comparison {...props} />
    </>
  );
}

function CaseRow({ node, item, index, names }: { node: BranchNode; item: Case; index: number; names: ReadonlyMap<string, string> }) {
  const change = useChange(node);
  const definition = useEditorState(selectDefinition);
  const catalog = useEditorState((state) => state.catalog);
  const words = (condition: Condition): string => conditionWords(condition, definition, catalog);
  return (
    <Row
      title={`条件${index + 1}`} field={`cases.${index}`} index={index} count={node.cases.length} removable={node.cases.length > 1}
      onMove={(by) => change('条件の並べ替え', (current) => moveItem(current, item.id, by))}
      onRemove={() => change('条件の削除', (current) => removeItem(current, item.id))}
    >
      <ConditionFields
        condition={item.condition} field={`cases.${index}.condition`}
        onChange={(condition) => change('条件の変更', (current) =>
          setCondition(current, item.id, condition, definition.base_language, words), `case:${item.id}`)}
      />
      <Sharing node={node} id={item.id} category={item.category} names={names} />
    </Row>
  );
}

export function BranchForm({ node }: FormProps<BranchNode>) {
  const change = useChange(node);
  const definition = useEditorState(selectDefinition);
  const catalog = useEditorState((state) => state.catalog);
  const canEdit = useEditorState((state) => state.canEdit);
  const names = new Map(node.cases.map((item) => [item.id, conditionWords(item.condition, definition, catalog)]));
  return (
    <>
      <fieldset className="ke-list" data-field="cases">
        <legend>条件（上から順に見ます）</legend>
        <ol>{node.cases.map((item, index) => <CaseRow key={item.id} node={node} item={item} index={index} names={names} />)}</ol>
        <AddButton onClick={() => change('条件の追加', (current) => addCase(current, definition.base_language))}>条件を追加</AddButton>
        {canEdit && node.categories.length > 2 && (
          <button type="button" className="ke-link" onClick={() => change('行き先の共有', shareAll)}>すべて同じ行き先にまとめる</button>
        )}
      </fieldset>
      <p className="ke-hint">どの条件にも合わないときは、「それ以外」の出口へ進みます。</p>
      <CategoryNames node={node} />
    </>
  );
}
