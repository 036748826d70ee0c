import { addButton, labelItem, moveItem, removeItem, setButtonAction, shareAll } from '../../document/cases';
import { inLanguage } from '../../document/exits';
import { LIMITS, MAX_BUTTONS } from '../../document/limits';
import type { Button, ButtonsNode, TextNode } from '../../document/types';
import { LongText, Select, ShortText } from '../../parts/inputs';
import { AddButton, Row } from './rows';
import { CategoryNames, Sharing } from './Sharing';
import { useChange, useLanguage, type FormProps } from './useNode';

export function TextForm({ node }: FormProps<TextNode>) {
  const change = useChange(node);
  const language = useLanguage();
  return (
    <LongText
      label="文章" field="text" value={inLanguage(node.text, language)} limit={LIMITS.message} rows={5}
      onCommit={(value) => change('文章の変更', (current) => ({ ...current, text: { ...current.text, [language]: value } }), 'text')}
    />
  );
}

interface ButtonRowProps {
  readonly node: ButtonsNode;
  readonly button: Button;
  readonly index: number;
  readonly names: ReadonlyMap<string, string>;
}

function ButtonRow({ node, button, index, names }: ButtonRowProps) {
  const change = useChange(node);
  const language = useLanguage();
  const { action } = button;
  return (
    <Row
      title={`ボタン${index + 1}`} field={`buttons.${index}`} index={index} count={node.buttons.length} removable={node.buttons.length > 1}
      onMove={(by) => change('ボタンの並べ替え', (current) => moveItem(current, button.id, by))}
      onRemove={() => change('ボタンの削除', (current) => removeItem(current, button.id))}
    >
      <ShortText
        label="ボタンの文字" field={`buttons.${index}.label`} value={inLanguage(button.label, language)} limit={LIMITS.label}
        onCommit={(label) => change('ボタンの文字', (current) => labelItem(current, button.id, label, language), `label:${button.id}`)}
      />
      <Select
        label="押されたとき" field={`buttons.${index}.action`} value={action.type}
        options={[{ value: 'next', label: '次の部品へ進む' }, { value: 'uri', label: 'ウェブページを開く' }]}
        onChange={(type) => change('ボタンの動き', (current) =>
          setButtonAction(current, button.id, type === 'uri' ? { type: 'uri', uri: 'https://' } : { type: 'next' }))}
      />
      {action.type === 'uri' ? (
        <ShortText
          label="ページのアドレス" field={`buttons.${index}.action.uri`} value={action.uri} limit={LIMITS.uri} inputMode="url" spellCheck={false}
          hint="https:// で始まるアドレス。電話は tel:072… とします。"
          onCommit={(uri) => change('アドレスの変更', (current) => setButtonAction(current, button.id, { type: 'uri', uri: uri.trim() }), `uri:${button.id}`)}
        />
      ) : <Sharing node={node} id={button.id} category={button.category} names={names} />}
    </Row>
  );
}

export function ButtonsForm({ node }: FormProps<ButtonsNode>) {
  const change = useChange(node);
  const language = useLanguage();
  const title = inLanguage(node.title, language);
  const names = new Map(node.buttons.map((button) => [button.id, inLanguage(button.label, language)]));
  const setTitle = (value: string): void => change('見出しの変更', ({ title: before, ...rest }) =>
    (value === '' ? rest : { ...rest, title: { ...before, [language]: value } }), 'title');
  return (
    <>
      <ShortText label="見出し（なくてもよい）" field="title" value={title} limit={LIMITS.buttonsTitle} onCommit={setTitle} />
      <LongText
        label="文章" field="text" value={inLanguage(node.text, language)}
        limit={title === '' ? LIMITS.buttonsText : LIMITS.buttonsTextWithTitle}
        hint={title === '' ? undefined : '見出しがあるときは60文字までです。'}
        onCommit={(value) => change('文章の変更', (current) => ({ ...current, text: { ...current.text, [language]: value } }), 'text')}
      />
      <fieldset className="ke-list" data-field="buttons">
        <legend>ボタン（{node.buttons.length}／{MAX_BUTTONS}）</legend>
        <ol>
          {node.buttons.map((button, index) => <ButtonRow key={button.id} node={node} button={button} index={index} names={names} />)}
        </ol>
        <AddButton disabled={node.buttons.length >= MAX_BUTTONS} onClick={() => change('ボタンの追加', (current) => addButton(current, language))}>
          ボタンを追加
        </AddButton>
        {node.categories.length > 2 && (
          <button type="button" className="ke-link" onClick={() => change('行き先の共有', shareAll)}>すべて同じ行き先にまとめる</button>
        )}
      </fieldset>
      <CategoryNames node={node} />
    </>
  );
}
