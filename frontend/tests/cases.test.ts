import { describe, expect, it } from 'vitest';

import {
  addButton, addCase, addChoice, addPlainChoice, labelItem, moveItem, removeItem, removePlainChoice, separateCategory, setButtonAction,
  setCondition, shareAll, shareCategory, takeChoices,
} from '../src/document/cases';
import { labelledExits } from '../src/document/exits';
import type { AskChoiceNode, DecidingNode } from '../src/document/types';
import { make } from './kit';

const labels = (node: DecidingNode): string[] => labelledExits(node, 'ja').map((item) => item.label);

/** What the format asks of every node that decides. */
function expectInStep(node: DecidingNode): void {
  const exits = new Set(node.exits.map((exit) => exit.id));
  const categories = new Set(node.categories.map((category) => category.id));
  expect(new Set(node.categories.map((category) => category.key)).size).toBe(node.categories.length);
  expect(new Set(node.categories.map((category) => category.exit))).toEqual(exits);
  const named = 'cases' in node ? node.cases.map((item) => item.category)
    : node.type === 'ask_choice' ? node.choices.map((item) => item.category)
      : node.type === 'buttons' ? node.buttons.flatMap((item) => item.category ?? []) : [];
  for (const id of named) expect(categories).toContain(id);
}

describe('choices, their categories and exits', () => {
  it('gives a new choice a category and an exit of its own, before those for failure', () => {
    const node = addChoice(make('ask_choice'), 'ja');
    expectInStep(node);
    expect(labels(node)).toEqual(['選択肢1', '選択肢2', '選択肢3', '答えられなかったとき']);
    expect(node.choices.map((choice) => choice.key)).toEqual(['c1', 'c2', 'c3']);
  });

  it('does not give the key of a choice to another while it is in use', () => {
    const three = addChoice(make('ask_choice'), 'ja');
    const again = addChoice(removeItem(three, three.choices[0]!.id), 'ja');
    expect(new Set(again.choices.map((choice) => choice.key)).size).toBe(3);
    expectInStep(again);
  });

  it('takes category and exit away with the choice', () => {
    const node = make('ask_choice');
    const less = removeItem(node, node.choices[0]!.id);
    expectInStep(less);
    expect(labels(less)).toEqual(['選択肢2', '答えられなかったとき']);
  });

  it('keeps ids when choices change places, and sets the exits in the new order', () => {
    const node = make('ask_choice');
    const turned = moveItem(node, node.choices[1]!.id, -1);
    expect(turned.choices.map((choice) => choice.id)).toEqual([node.choices[1]!.id, node.choices[0]!.id]);
    expect(turned.exits.map((exit) => exit.id)).toEqual([node.exits[1]!.id, node.exits[0]!.id, node.exits[2]!.id]);
    expect(moveItem(node, node.choices[0]!.id, -1)).toBe(node);
  });

  it('renames the category along with its only choice, and leaves a name given by hand alone', () => {
    const node = make('ask_choice');
    const renamed = labelItem(node, node.choices[0]!.id, '可燃ごみ', 'ja');
    expect(labels(renamed)[0]).toBe('可燃ごみ');
    const own: AskChoiceNode = { ...node, categories: node.categories.map((c, i) => (i === 0 ? { ...c, name: { ja: '燃える' } } : c)) };
    expect(labels(labelItem(own, node.choices[0]!.id, '可燃ごみ', 'ja'))[0]).toBe('燃える');
  });

  it('keeps texts in other languages when a label is changed', () => {
    const node = make('ask_choice');
    const bilingual = { ...node, choices: node.choices.map((c) => ({ ...c, label: { ...c.label, en: 'burnable' } })) };
    expect(labelItem(bilingual, node.choices[0]!.id, '可燃', 'ja').choices[0]!.label).toEqual({ ja: '可燃', en: 'burnable' });
  });

  it('lets two choices go the same way and parts them again, leading where they led', () => {
    const node = make('ask_choice');
    const [a, b] = node.choices;
    const led = { ...node, exits: node.exits.map((exit, i) => (i === 0 ? { ...exit, to: 'next' } : exit)) };
    const shared = shareCategory(led, b!.id, a!.id);
    expectInStep(shared);
    expect(shared.exits).toHaveLength(2);
    const parted = separateCategory(shared, b!.id, { ja: '選択肢2' });
    expectInStep(parted);
    expect(parted.exits.map((exit) => exit.to)).toEqual(['next', 'next', null]);
    expect(separateCategory(parted, b!.id, { ja: '選択肢2' })).toBe(parted);
  });

  it('leads all choices the same way at once', () => {
    const node = shareAll(addChoice(make('ask_choice'), 'ja'));
    expectInStep(node);
    expect(node.exits).toHaveLength(2);
  });

  it('takes over the keys of an attribute, and keeps the exit of a choice that is there already', () => {
    const node = takeChoices(make('ask_choice'), [{ key: 'itami', name: '伊丹' }, { key: 'inano', name: '稲野' }], 'ja');
    expectInStep(node);
    expect(node.choices.map((choice) => choice.key)).toEqual(['itami', 'inano']);
    const again = takeChoices(node, [{ key: 'inano', name: '稲野' }, { key: 'minami', name: '南' }], 'ja');
    expect(again.exits[0]!.id).toBe(node.exits[1]!.id);
    expect(labels(again)).toEqual(['稲野', '南', '答えられなかったとき']);
  });
});

describe('buttons', () => {
  it('takes the exit of a button that opens a page, and gives one back', () => {
    const node = addButton(make('buttons'), 'ja');
    const page = setButtonAction(node, node.buttons[1]!.id, { type: 'uri', uri: 'https://example.jp/' });
    expectInStep(page);
    expect(page.buttons[1]!.category).toBeNull();
    expect(labels(page)).toEqual(['ボタン1', 'ほかの返事のとき']);
    const back = setButtonAction(page, node.buttons[1]!.id, { type: 'next' });
    expectInStep(back);
    expect(labels(back)).toEqual(['ボタン1', 'ボタン2', 'ほかの返事のとき']);
  });

  it('calls the only way on 次へ when no button is waited for', () => {
    const node = make('buttons');
    expect(labels(setButtonAction(node, node.buttons[0]!.id, { type: 'uri', uri: 'https://example.jp/' }))).toEqual(['次へ']);
  });
});

describe('conditions', () => {
  const words = (condition: { type: string }): string => `言葉:${condition.type}`;

  it('names the exit by the condition until somebody names it', () => {
    const node = addCase(make('branch'), 'ja');
    expectInStep(node);
    const changed = setCondition(node, node.cases[0]!.id, { type: 'tag', tag: 'gomi', op: 'has' }, 'ja', words);
    expect(labels(changed)).toEqual(['言葉:tag', '条件2', 'それ以外']);
    const named = { ...changed, categories: changed.categories.map((c, i) => (i === 0 ? { ...c, name: { ja: '対象' } } : c)) };
    const again = setCondition(named, node.cases[0]!.id, { type: 'answer', key: 'q1', op: 'is', value: 'a' }, 'ja', words);
    expect(labels(again)[0]).toBe('対象');
  });
});

describe('choices without exits of their own', () => {
  it('lets the most one may choose grow and shrink with the choices', () => {
    const node = make('ask_choices');
    const more = addPlainChoice(node, 'ja');
    expect([more.choices.length, more.max]).toEqual([3, 3]);
    const less = removePlainChoice(removePlainChoice(more, more.choices[0]!.id), more.choices[1]!.id);
    expect([less.choices.length, less.max, less.min]).toEqual([1, 1, 1]);
  });
});
