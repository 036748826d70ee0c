import type { Assigned, SetAttributeNode, SubFlowNode, TagNode } from '../../document/types';
import { questionsOf } from '../../document/variables';
import { nodeTitle, subjectOfAttribute } from '../../document/words';
import { Select } from '../../parts/inputs';
import { selectDefinition, useEditorState } from '../../state/editor';
import { Check } from './AskForms';
import { useChange, type FormProps } from './useNode';
import { ValueInput } from './ValueInput';

export function TagForm({ node }: FormProps<TagNode>) {
  const change = useChange(node);
  const tags = useEditorState((state) => state.catalog.tags);
  const lost = node.tags.filter((key) => !tags.some((tag) => tag.key === key));
  const set = (key: string, chosen: boolean): void => change('タグの変更', (current) =>
    ({ ...current, tags: chosen ? [...current.tags, key] : current.tags.filter((tag) => tag !== key) }));
  return (
    <fieldset className="ke-list" data-field="tags">
      <legend>{node.type === 'add_tag' ? '付けるタグ' : '外すタグ'}</legend>
      {tags.length === 0 && <p className="ke-hint">タグがまだありません。先に「タグ」の画面で作ってください。</p>}
      {tags.map((tag) => (
        <Check key={tag.key} field={`tags.${tag.key}`} label={tag.name} checked={node.tags.includes(tag.key)} onChange={(chosen) => set(tag.key, chosen)} />
      ))}
      {lost.map((key) => (
        <Check key={key} field={`tags.${key}`} label={`${key}（なくなったタグ）`} checked onChange={() => set(key, false)} />
      ))}
    </fieldset>
  );
}

function assigned(from: string): Assigned {
  if (from === 'answer') return { from: 'answer', key: '' };
  return from === 'literal' ? { from: 'literal', value: '' } : { from: 'nothing' };
}

function AssignedFields({ node }: FormProps<SetAttributeNode>) {
  const change = useChange(node);
  const definition = useEditorState(selectDefinition);
  const catalog = useEditorState((state) => state.catalog);
  const { value } = node;
  if (value.from === 'answer') {
    return (
      <Select
        label="どの質問の答え" field="value.key" value={value.key} placeholder="（選んでください）"
        options={questionsOf(definition).map((question) => ({ value: question.key, label: nodeTitle(question, definition) }))}
        onChange={(key) => change('記録する値', (current) => ({ ...current, value: { from: 'answer', key } }))}
      />
    );
  }
  if (value.from === 'nothing') return <p className="ke-hint">この属性に入っている値を消します。</p>;
  return (
    <ValueInput
      label="値" field="value.value" subject={subjectOfAttribute(catalog, node.attribute)} value={value.value}
      onChange={(literal) => change('記録する値', (current) => ({ ...current, value: { from: 'literal', value: literal } }), 'value')}
    />
  );
}

export function SetAttributeForm({ node }: FormProps<SetAttributeNode>) {
  const change = useChange(node);
  const catalog = useEditorState((state) => state.catalog);
  return (
    <>
      <Select
        label="属性" field="attribute" value={node.attribute} placeholder="（選んでください）"
        options={catalog.attributes.map((item) => ({ value: item.key, label: item.name }))}
        onChange={(attribute) => change('属性の変更', (current) => ({
          ...current, attribute, value: current.value.from === 'literal' ? { from: 'literal', value: '' } : current.value,
        }))}
      />
      <Select
        label="入れる値" field="value" value={node.value.from}
        options={[{ value: 'answer', label: '質問の答え' }, { value: 'literal', label: '決まった値' }, { value: 'nothing', label: '空にする' }]}
        onChange={(from) => change('記録する値', (current) => ({ ...current, value: assigned(from) }))}
      />
      <AssignedFields node={node} />
    </>
  );
}

export function SubFlowForm({ node }: FormProps<SubFlowNode>) {
  const change = useChange(node);
  const flows = useEditorState((state) => state.catalog.flows);
  const own = useEditorState((state) => state.flow.id);
  return (
    <Select
      label="行うシナリオ" field="flow" value={node.flow ?? ''} placeholder="（選んでください）"
      hint="そのシナリオが終わると、この部品の次へ戻ります。公開されている版が使われます。"
      options={flows.filter((flow) => flow.id !== own).map((flow) => ({ value: flow.id, label: flow.name }))}
      onChange={(flow) => change('シナリオの変更', (current) => ({ ...current, flow: flow === '' ? null : flow }))}
    />
  );
}
