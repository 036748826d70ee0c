import { newCategory, newExit } from './create';
import { findCategory, inLanguage, tidy } from './exits';
import { freeKey, newId } from './ids';
import { isComplete } from './words';
import type {
  AskChoiceNode, AskChoicesNode, BranchNode, Button, ButtonAction, ButtonsNode, Case, Choice, Condition, Named, RoutedChoice, Text,
} from './types';

/** The nodes whose cases lead somewhere of their own. */
export type CaseNode = ButtonsNode | AskChoiceNode | BranchNode;
type Item = Button | RoutedChoice | Case;

export function itemsOf(node: CaseNode): readonly Item[] {
  if (node.type === 'buttons') return node.buttons;
  return node.type === 'ask_choice' ? node.choices : node.cases;
}

function withItems<N extends CaseNode>(node: N, items: readonly Item[]): N {
  const field = node.type === 'buttons' ? 'buttons' : node.type === 'ask_choice' ? 'choices' : 'cases';
  return { ...node, [field]: items };
}

/** A category and an exit of its own, so that a new case can be led anywhere without touching the others. */
function withOwnCategory<N extends CaseNode>(node: N, name: Text, to: string | null): [N, string] {
  const exit = newExit(to);
  const category = newCategory(freeKey('c', node.categories.map((c) => c.key)), name, exit.id);
  return [{ ...node, exits: [...node.exits, exit], categories: [...node.categories, category] }, category.id];
}

export function addButton(node: ButtonsNode, language: string): ButtonsNode {
  const label: Text = { [language]: `ボタン${node.buttons.length + 1}` };
  const [wider, category] = withOwnCategory(node, label, null);
  return tidy(withItems(wider, [...node.buttons, { id: newId(), label, action: { type: 'next' }, category }]));
}

export function addChoice(node: AskChoiceNode, language: string): AskChoiceNode {
  const label: Text = { [language]: `選択肢${node.choices.length + 1}` };
  const key = freeKey('c', node.choices.map((choice) => choice.key));
  const [wider, category] = withOwnCategory(node, label, null);
  return tidy(withItems(wider, [...node.choices, { id: newId(), key, label, category }]));
}

export function addCase(node: BranchNode, language: string): BranchNode {
  const [wider, category] = withOwnCategory(node, { [language]: `条件${node.cases.length + 1}` }, null);
  const item: Case = { id: newId(), condition: { type: 'tag', tag: '', op: 'has' }, category };
  return tidy(withItems(wider, [...node.cases, item]));
}

export function removeItem<N extends CaseNode>(node: N, id: string): N {
  return tidy(withItems(node, itemsOf(node).filter((item) => item.id !== id)));
}

/** `items` with the one of `id` moved by `by` places; the same list if it would leave it. */
export function moved<T extends { readonly id: string }>(items: readonly T[], id: string, by: number): readonly T[] {
  const from = items.findIndex((item) => item.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= items.length) return items;
  const rest = items.filter((item) => item.id !== id);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}

export function moveItem<N extends CaseNode>(node: N, id: string, by: number): N {
  const items = moved(itemsOf(node), id, by);
  return items === itemsOf(node) ? node : tidy(withItems(node, items));
}

function withCategory<N extends CaseNode>(node: N, id: string, category: string): N {
  return withItems(node, itemsOf(node).map((item) => (item.id === id ? { ...item, category } : item)));
}

function sharing(node: CaseNode, category: string | null): number {
  return itemsOf(node).filter((item) => item.category === category).length;
}

/** The case `id` goes where `other` goes. */
export function shareCategory<N extends CaseNode>(node: N, id: string, other: string): N {
  const target = itemsOf(node).find((item) => item.id === other)?.category;
  if (!target || id === other) return node;
  return tidy(withCategory(node, id, target));
}

/** Every case that leads somewhere goes where the first one does. */
export function shareAll<N extends CaseNode>(node: N): N {
  const first = itemsOf(node).find((item) => item.category !== null)?.category;
  if (!first) return node;
  return tidy(withItems(node, itemsOf(node).map((item) => (item.category === null ? item : { ...item, category: first }))));
}

/** The case `id` gets a category of its own again; it still leads where it led. */
export function separateCategory<N extends CaseNode>(node: N, id: string, name: Text): N {
  const item = itemsOf(node).find((candidate) => candidate.id === id);
  if (!item || item.category === null || sharing(node, item.category) < 2) return node;
  const shared = findCategory(node, item.category);
  const to = node.exits.find((exit) => exit.id === shared?.exit)?.to ?? null;
  const [wider, category] = withOwnCategory(node, name, to);
  return tidy(withCategory(wider, id, category));
}

export function renameCategory<N extends CaseNode>(node: N, id: string, name: string, language: string): N {
  const categories = node.categories.map((category) =>
    category.id === id ? { ...category, name: { ...category.name, [language]: name } } : category);
  return { ...node, categories };
}

/** A category that carried the old words goes along, so that exits on the canvas say what the case says. */
function renameAlong<N extends CaseNode>(node: N, category: string | null, before: string, after: string, language: string): N {
  const own = findCategory(node, category);
  if (!own || sharing(node, own.id) > 1 || inLanguage(own.name, language) !== before) return node;
  return renameCategory(node, own.id, after, language);
}

export function labelItem<N extends ButtonsNode | AskChoiceNode>(node: N, id: string, label: string, language: string): N {
  const item = (itemsOf(node) as readonly (Button | RoutedChoice)[]).find((candidate) => candidate.id === id);
  if (!item) return node;
  const renamed = withItems(node, itemsOf(node).map((candidate) =>
    (candidate.id === id ? { ...item, label: { ...item.label, [language]: label } } : candidate)));
  return renameAlong(renamed, item.category, inLanguage(item.label, language), label, language);
}

/** `words` tells a condition in words; the category is renamed along while it says just that. */
export function setCondition(
  node: BranchNode, id: string, condition: Condition, language: string, words: (condition: Condition) => string,
): BranchNode {
  const index = node.cases.findIndex((item) => item.id === id);
  const item = node.cases[index];
  if (!item) return node;
  const changed = withItems(node, node.cases.map((other) => (other.id === id ? { ...item, condition } : other)));
  const own = findCategory(node, item.category);
  const current = inLanguage(own?.name, language);
  const untouched = current === '' || /^条件\d+$/.test(current) || current === words(item.condition);
  const name = isComplete(condition) ? words(condition) : `条件${index + 1}`;
  return untouched ? renameAlong(changed, item.category, current, name, language) : changed;
}

export function setButtonAction(node: ButtonsNode, id: string, action: ButtonAction): ButtonsNode {
  const button = node.buttons.find((item) => item.id === id);
  if (!button) return node;
  const put = (base: ButtonsNode, category: string | null): ButtonsNode =>
    tidy(withItems(base, base.buttons.map((item) => (item.id === id ? { ...item, action, category } : item))));
  if (action.type === 'uri') return put(node, null);
  if (button.category !== null) return put(node, button.category);
  const [wider, category] = withOwnCategory(node, button.label, null);
  return put(wider, category);
}

/**
 * The choices become those of an attribute, with its keys: then the answer can be recorded in the attribute.
 * A choice with the same key keeps its id, category and exit.
 */
export function takeChoices(node: AskChoiceNode, wanted: readonly Named[], language: string): AskChoiceNode {
  let wider = node;
  const choices = wanted.map((choice) => {
    const label: Text = { [language]: choice.name };
    const known = node.choices.find((item) => item.key === choice.key);
    if (known) return { ...known, label: { ...known.label, ...label } };
    const [next, category] = withOwnCategory(wider, label, null);
    wider = next;
    return { id: newId(), key: choice.key, label, category };
  });
  return tidy(withItems(wider, choices));
}

export function takePlainChoices(node: AskChoicesNode, wanted: readonly Named[], language: string): AskChoicesNode {
  const choices = wanted.map((choice): Choice => {
    const known = node.choices.find((item) => item.key === choice.key);
    return { id: known?.id ?? newId(), key: choice.key, label: { ...known?.label, [language]: choice.name } };
  });
  return { ...node, choices, max: choices.length };
}

export function addPlainChoice(node: AskChoicesNode, language: string): AskChoicesNode {
  const key = freeKey('c', node.choices.map((choice) => choice.key));
  const choice: Choice = { id: newId(), key, label: { [language]: `選択肢${node.choices.length + 1}` } };
  const all = node.choices.length;
  return { ...node, choices: [...node.choices, choice], max: node.max === all ? all + 1 : node.max };
}

export function removePlainChoice(node: AskChoicesNode, id: string): AskChoicesNode {
  const choices = node.choices.filter((choice) => choice.id !== id);
  const most = (limit: number | null | undefined) => (limit == null ? limit : Math.min(limit, choices.length));
  return { ...node, choices, max: most(node.max), min: most(node.min) };
}
