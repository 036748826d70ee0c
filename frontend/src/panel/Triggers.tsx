import { useState, type KeyboardEvent } from 'react';

import { addKeywords, addTrigger, removeKeyword, removeTrigger, triggerWords, updateTrigger } from '../document/triggers';
import { LIMITS } from '../document/limits';
import type { Definition, Trigger } from '../document/types';
import { Field } from '../parts/Field';
import { Icon } from '../parts/Icon';
import { Select, ShortText } from '../parts/inputs';
import { Menu } from '../parts/Menu';
import { edit, selectDefinition, useEditor, useEditorState, type Editor } from '../state/editor';

function change(editor: Editor, label: string, by: (definition: Definition) => Definition, key: string | null = null): void {
  edit(editor, label, (document) => {
    const definition = by(document.definition);
    return definition === document.definition ? document : { ...document, definition };
  }, key);
}

type Keywords = Extract<Trigger, { type: 'keyword' }>;

function KeywordInput({ trigger, field }: { trigger: Keywords; field: string }) {
  const editor = useEditor();
  const [typed, setTyped] = useState('');
  const add = (): void => {
    if (typed.trim() === '') return;
    change(editor, 'キーワードの追加', (definition) => updateTrigger(definition, trigger.id, (current) => addKeywords(current, typed)));
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    add();
  };
  return (
    <Field label="言葉を足す" field={field} hint="「、」で区切ると、一度にいくつも足せます。">
      {({ id, describedBy }) => (
        <div className="ke-with-button">
          <input
            id={id} type="text" value={typed} aria-describedby={describedBy} maxLength={LIMITS.keyword.max * 10} autoComplete="off"
            onChange={(event) => setTyped(event.target.value)} onKeyDown={onKeyDown} onBlur={add}
          />
          <button type="button" className="ke-button" onClick={add}>足す</button>
        </div>
      )}
    </Field>
  );
}

function KeywordTrigger({ trigger, index }: { trigger: Keywords; index: number }) {
  const editor = useEditor();
  const canEdit = useEditorState((state) => state.canEdit);
  return (
    <>
      {trigger.keywords.length > 0 && (
        <ul className="ke-chips" aria-label="言葉">
          {trigger.keywords.map((word) => (
            <li key={word}>
              <span>{word}</span>
              {canEdit && (
                <button
                  type="button" aria-label={`「${word}」を外す`}
                  onClick={() => change(editor, 'キーワードの削除', (definition) =>
                    updateTrigger(definition, trigger.id, (current) => removeKeyword(current, word)))}
                >
                  <Icon name="close" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {canEdit && <KeywordInput trigger={trigger} field={`triggers.${index}.keywords`} />}
      <Select
        label="くらべ方" field={`triggers.${index}.match`} value={trigger.match}
        options={[{ value: 'equals', label: '言葉と同じとき' }, { value: 'contains', label: '言葉を含むとき' }]}
        hint="大文字と小文字、ひらがなとカタカナ、前後の記号の違いは気にしません。"
        onChange={(match) => change(editor, 'きっかけの変更', (definition) => updateTrigger(definition, trigger.id, (current) =>
          (current.type === 'keyword' ? { ...current, match: match === 'contains' ? 'contains' : 'equals' } : current)))}
      />
    </>
  );
}

const TITLES: Readonly<Record<Trigger['type'], string>> = {
  keyword: '言葉を送られたとき', follow: '友だちに追加されたとき', postback: 'メニューなどから呼ばれたとき',
};

function TriggerFields({ trigger, index }: { trigger: Trigger; index: number }) {
  const editor = useEditor();
  switch (trigger.type) {
    case 'keyword':
      return <KeywordTrigger trigger={trigger} index={index} />;
    case 'follow':
      return <p className="ke-hint">アカウントを友だちに追加した人や、ブロックをやめた人に始まります。</p>;
    case 'postback':
      return (
        <ShortText
          label="合図の文字" field={`triggers.${index}.data`} value={trigger.data} limit={LIMITS.postback} spellCheck={false}
          hint="ボタンやメニューが送る文字と、まったく同じとき始まります。"
          onCommit={(data) => change(editor, '合図の変更', (definition) => updateTrigger(definition, trigger.id, (current) =>
            (current.type === 'postback' ? { ...current, data } : current)), `trigger:${trigger.id}`)}
        />
      );
  }
}

const KINDS = [{ group: '始まり方', items: [
  { id: 'keyword', label: TITLES.keyword }, { id: 'follow', label: TITLES.follow }, { id: 'postback', label: TITLES.postback },
] }];

/** What starts the flow. */
export function Triggers() {
  const editor = useEditor();
  const canEdit = useEditorState((state) => state.canEdit);
  const { triggers } = useEditorState(selectDefinition);
  return (
    <section className="ke-triggers" data-field="triggers" aria-label="きっかけ">
      <h2 className="ke-panel-title"><Icon name="flag" />はじまりときっかけ</h2>
      <p className="ke-hint">このシナリオが何によって始まるかを決めます。リッチメニューからは、きっかけがなくても始められます。</p>
      <ul className="ke-cards">
        {triggers.map((trigger, index) => (
          <li key={trigger.id} className="ke-row" data-field={`triggers.${index}`}>
            <div className="ke-row-head">
              <h3>{TITLES[trigger.type]}</h3>
              {canEdit && (
                <button
                  type="button" className="ke-tool ke-tool-danger" aria-label={`きっかけ「${triggerWords(trigger)}」を削除`}
                  onClick={() => change(editor, 'きっかけの削除', (definition) => removeTrigger(definition, trigger.id))}
                >
                  <Icon name="delete" />
                </button>
              )}
            </div>
            <TriggerFields trigger={trigger} index={index} />
          </li>
        ))}
      </ul>
      {triggers.length === 0 && <p className="ke-hint"><strong>きっかけはまだありません。</strong></p>}
      {canEdit && (
        <Menu
          label={<><Icon name="add" />きっかけを追加</>} groups={KINDS}
          onChoose={(type) => change(editor, 'きっかけの追加', (definition) => addTrigger(definition, type as Trigger['type']))}
        />
      )}
    </section>
  );
}
