import {
  addChoice, addPlainChoice, labelItem, moved, moveItem, removeItem, removePlainChoice, shareAll, takeChoices, takePlainChoices,
} from '../../document/cases';
import { inLanguage } from '../../document/exits';
import { LIMITS, MAX_CHOICES_MANY, MAX_CHOICES_ONE } from '../../document/limits';
import type { AskChoiceNode, AskChoicesNode } from '../../document/types';
import { NumberInput, ShortText } from '../../parts/inputs';
import { useEditorState } from '../../state/editor';
import { ChoicesFromAttribute, KeyField, QuestionText, RetryFields } from './questionParts';
import { AddButton, Row } from './rows';
import { CategoryNames, Sharing } from './Sharing';
import { useChange, useLanguage, type FormProps } from './useNode';

function ChoiceList({ node }: FormProps<AskChoiceNode>) {
  const change = useChange(node);
  const language = useLanguage();
  const canEdit = useEditorState((state) => state.canEdit);
  const names = new Map(node.choices.map((choice) => [choice.id, inLanguage(choice.label, language)]));
  return (
    <fieldset className="ke-list" data-field="choices">
      <legend>選択肢（{node.choices.length}／{MAX_CHOICES_ONE}）</legend>
      <ol>
        {node.choices.map((choice, index) => (
          <Row
            key={choice.id} title={`選択肢${index + 1}`} field={`choices.${index}`} index={index} count={node.choices.length} removable={node.choices.length > 1}
            onMove={(by) => change('選択肢の並べ替え', (current) => moveItem(current, choice.id, by))}
            onRemove={() => change('選択肢の削除', (current) => removeItem(current, choice.id))}
          >
            <ShortText
              label="選択肢の文字" hideLabel field={`choices.${index}.label`} value={inLanguage(choice.label, language)} limit={LIMITS.label}
              onCommit={(label) => change('選択肢の文字', (current) => labelItem(current, choice.id, label, language), `label:${choice.id}`)}
            />
            <Sharing node={node} id={choice.id} category={choice.category} names={names} />
          </Row>
        ))}
      </ol>
      <AddButton disabled={node.choices.length >= MAX_CHOICES_ONE} onClick={() => change('選択肢の追加', (current) => addChoice(current, language))}>
        選択肢を追加
      </AddButton>
      {canEdit && node.categories.length > 2 && (
        <button type="button" className="ke-link" onClick={() => change('行き先の共有', shareAll)}>すべて同じ行き先にまとめる</button>
      )}
    </fieldset>
  );
}

export function AskChoiceForm({ node }: FormProps<AskChoiceNode>) {
  const change = useChange(node);
  const language = useLanguage();
  return (
    <>
      <QuestionText node={node} />
      <ChoiceList node={node} />
      <ChoicesFromAttribute max={MAX_CHOICES_ONE} onTake={(choices) => change('選択肢の入れ替え', (current) => takeChoices(current, choices, language))} />
      <CategoryNames node={node} />
      <RetryFields node={node} />
      <KeyField node={node} />
    </>
  );
}

function PlainChoiceList({ node }: FormProps<AskChoicesNode>) {
  const change = useChange(node);
  const language = useLanguage();
  const label = (id: string, value: string) => (current: AskChoicesNode): AskChoicesNode => ({
    ...current,
    choices: current.choices.map((choice) => (choice.id === id ? { ...choice, label: { ...choice.label, [language]: value } } : choice)),
  });
  return (
    <fieldset className="ke-list" data-field="choices">
      <legend>選択肢（{node.choices.length}／{MAX_CHOICES_MANY}）</legend>
      <ol>
        {node.choices.map((choice, index) => (
          <Row
            key={choice.id} title={`選択肢${index + 1}`} field={`choices.${index}`} index={index} count={node.choices.length} removable={node.choices.length > 1}
            onMove={(by) => change('選択肢の並べ替え', (current) => ({ ...current, choices: moved(current.choices, choice.id, by) }))}
            onRemove={() => change('選択肢の削除', (current) => removePlainChoice(current, choice.id))}
          >
            <ShortText
              label="選択肢の文字" hideLabel field={`choices.${index}.label`} value={inLanguage(choice.label, language)} limit={LIMITS.label}
              onCommit={(value) => change('選択肢の文字', label(choice.id, value), `label:${choice.id}`)}
            />
          </Row>
        ))}
      </ol>
      <AddButton disabled={node.choices.length >= MAX_CHOICES_MANY} onClick={() => change('選択肢の追加', (current) => addPlainChoice(current, language))}>
        選択肢を追加
      </AddButton>
    </fieldset>
  );
}

export function AskChoicesForm({ node }: FormProps<AskChoicesNode>) {
  const change = useChange(node);
  const language = useLanguage();
  return (
    <>
      <QuestionText node={node} />
      <PlainChoiceList node={node} />
      <ChoicesFromAttribute max={MAX_CHOICES_MANY} onTake={(choices) => change('選択肢の入れ替え', (current) => takePlainChoices(current, choices, language))} />
      <div className="ke-pair">
        <NumberInput
          label="少なくとも（個）" field="min" value={node.min ?? null} empty min={0} max={node.choices.length}
          onCommit={(value) => change('選ぶ数', (current) => ({ ...current, min: value === null ? null : Math.max(0, Math.round(value)) }))}
        />
        <NumberInput
          label="多くても（個）" field="max" value={node.max ?? null} empty min={1} max={node.choices.length}
          onCommit={(value) => change('選ぶ数', (current) => ({ ...current, max: value === null ? null : Math.max(1, Math.round(value)) }))}
        />
      </div>
      <RetryFields node={node} />
      <KeyField node={node} />
    </>
  );
}
