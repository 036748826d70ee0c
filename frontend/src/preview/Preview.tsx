import { useEffect } from 'react';

import type { Attribute } from '../document/types';
import { questionsOf } from '../document/variables';
import { nodeTitle, subjectOfAttribute } from '../document/words';
import { Icon } from '../parts/Icon';
import { openSettings, selectDefinition, useEditor, useEditorState } from '../state/editor';
import { setCitizen, startTalk } from '../state/previewing';
import { Phone } from './Phone';

function Answers() {
  const editor = useEditor();
  const answers = useEditorState((state) => state.talk.answers);
  const definition = useEditorState(selectDefinition);
  if (answers.length === 0) return <p className="ke-hint">まだ回答はありません。</p>;
  const questions = new Map(questionsOf(definition).map((node) => [node.key, node]));
  return (
    <dl className="ke-facts">
      {answers.map(({ key, label }) => {
        const question = questions.get(key);
        return (
          <div key={key}>
            <dt>{question ? <button type="button" className="ke-link" onClick={() => openSettings(editor, question.id)}>{nodeTitle(question, definition)}</button> : key}</dt>
            <dd>{label}</dd>
          </div>
        );
      })}
    </dl>
  );
}

function attributeText(value: unknown, attribute: Attribute): string {
  const name = (key: unknown): string => attribute.choices.find((choice) => choice.key === key)?.name ?? String(key);
  if (value === undefined || value === null || value === '') return '';
  return Array.isArray(value) ? value.map(name).join('・') : name(value);
}

function Facts() {
  const catalog = useEditorState((state) => state.catalog);
  const { tags, attributes } = useEditorState((state) => state.talk.citizen);
  const known = catalog.attributes.filter((attribute) => attributeText(attributes[attribute.key], attribute) !== '');
  return (
    <>
      <h3>タグ</h3>
      {tags.length === 0 ? <p className="ke-hint">付いていません。</p> : (
        <ul className="ke-chips">{tags.map((key) => <li key={key}><span>{catalog.tags.find((tag) => tag.key === key)?.name ?? key}</span></li>)}</ul>
      )}
      <h3>属性</h3>
      {known.length === 0 ? <p className="ke-hint">まだ入っていません。</p> : (
        <dl className="ke-facts">
          {known.map((attribute) => (
            <div key={attribute.key}><dt>{attribute.name}</dt><dd>{attributeText(attributes[attribute.key], attribute)}</dd></div>
          ))}
        </dl>
      )}
    </>
  );
}

function AttributeField({ attribute }: { attribute: Attribute }) {
  const editor = useEditor();
  const catalog = useEditorState((state) => state.catalog);
  const citizen = useEditorState((state) => state.talk.citizen);
  const { kind } = subjectOfAttribute(catalog, attribute.key);
  const value = citizen.attributes[attribute.key];
  const set = (typed: string): void => {
    const { [attribute.key]: _, ...rest } = citizen.attributes;
    const next = kind === 'number' ? Number(typed) : kind === 'choices' ? [typed] : typed;
    setCitizen(editor, { ...citizen, attributes: typed === '' ? rest : { ...rest, [attribute.key]: next } });
  };
  const shown = Array.isArray(value) ? String(value[0] ?? '') : String(value ?? '');
  return (
    <label className="ke-label">
      {attribute.name}
      {attribute.choices.length > 0 ? (
        <select value={shown} onChange={(event) => set(event.target.value)}>
          <option value="">（なし）</option>
          {attribute.choices.map((choice) => <option key={choice.key} value={choice.key}>{choice.name}</option>)}
        </select>
      ) : <input type={kind === 'number' ? 'number' : kind === 'date' ? 'date' : 'text'} value={shown} onChange={(event) => set(event.target.value)} />}
    </label>
  );
}

/** Who tries it out: tags and attributes given by hand, so that every way through the flow can be tried. */
function TryAs() {
  const editor = useEditor();
  const catalog = useEditorState((state) => state.catalog);
  const citizen = useEditorState((state) => state.talk.citizen);
  const toggle = (key: string, on: boolean): void =>
    setCitizen(editor, { ...citizen, tags: on ? [...citizen.tags, key] : citizen.tags.filter((tag) => tag !== key) });
  return (
    <details className="ke-details">
      <summary>試す人のタグと属性を変える</summary>
      <p className="ke-hint">試し表示の中だけのことで、本当の利用者は変わりません。</p>
      {catalog.tags.map((tag) => (
        <label key={tag.key} className="ke-check">
          <input type="checkbox" checked={citizen.tags.includes(tag.key)} onChange={(event) => toggle(tag.key, event.target.checked)} />
          <span>{tag.name}</span>
        </label>
      ))}
      {catalog.attributes.map((attribute) => <AttributeField key={attribute.key} attribute={attribute} />)}
    </details>
  );
}

export function Preview() {
  const editor = useEditor();
  const talk = useEditorState((state) => state.talk);
  const definition = useEditorState(selectDefinition);
  useEffect(() => {
    if (editor.store.get().talk.definition === null) void startTalk(editor);
  }, [editor]);
  const outdated = talk.definition !== null && talk.definition !== definition;
  return (
    <>
      <h2 className="ke-panel-title"><Icon name="mobile" />試し表示</h2>
      <div role="status">
        {outdated && <p className="ke-problem ke-problem-warning">内容が変わりました。「最初から」を押すと、新しい内容で試せます。</p>}
        {talk.failure !== '' && <p className="ke-problem ke-problem-error"><strong>試せませんでした</strong> {talk.failure}</p>}
      </div>
      <Phone />
      <section className="ke-citizen" aria-label="試している人">
        <h3>回答</h3>
        <Answers />
        <Facts />
        <TryAs />
      </section>
    </>
  );
}
