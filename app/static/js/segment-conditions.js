// One condition of a segment's rule as a row of controls: what, how compared, with what. The row is the only state.
import { freshId, make } from "./elements.js";

const OPS = {
  any_of: "のどれかである",
  none_of: "のどれでもない",
  all_of: "のすべてである",
  is: "に等しい",
  is_not: "以外である",
  gt: "より大きい",
  gte: "以上である",
  lt: "より小さい",
  lte: "以下である",
  between: "この間である",
  exists: "分かっている",
  exists_not: "分かっていない",
  has_any: "のどれかがある",
  has_all: "のすべてがある",
  has_none: "のどれもない",
  from: "以後である",
  before: "より前である",
};
const DATE_OPS = { is: "である", gt: "より後である", gte: "以後である", lt: "より前である", lte: "以前である" };
const TAG_OPS = ["has_any", "has_all", "has_none"];
const FRIEND_OPS = ["from", "before"];

export function subjects(vocabulary) {
  const found = vocabulary.attributes.map((attribute) => ({
    value: `attribute:${attribute.key}`,
    name: attribute.name,
    kind: attribute.kind,
    ops: attribute.ops,
    choices: attribute.choices,
    build: (op, value) =>
      op.startsWith("exists")
        ? { type: "attribute", attribute: attribute.key, op }
        : { type: "attribute", attribute: attribute.key, op, value },
  }));
  found.push({
    value: "tag",
    name: "タグ",
    kind: "choices",
    ops: TAG_OPS,
    choices: vocabulary.tags,
    build: (op, tags) => ({ type: "tag", op, tags }),
  });
  found.push({
    value: "friend",
    name: "友だちになった日",
    kind: "date",
    ops: FRIEND_OPS,
    choices: [],
    build: (op, date) => ({ type: "friend", op, date }),
  });
  return found;
}

function subjectOf(rule) {
  return rule.type === "attribute" ? `attribute:${rule.attribute}` : rule.type;
}

function valueOf(rule) {
  return rule.type === "tag" ? rule.tags : rule.type === "friend" ? rule.date : rule.value;
}

function select(label, options, chosen) {
  const id = freshId("condition");
  const control = make("select", { id, class: "control" });
  for (const [value, name] of options) control.append(make("option", { value, selected: value === chosen }, name));
  return [make("div", { class: "rule-part" }, make("label", { for: id, class: "rule-label" }, label), control), control];
}

function inputType(kind) {
  return kind === "date" ? "date" : "text";
}

// The controls for a value, and a function that reads them.
function valueControls(subject, op, value) {
  if (op.startsWith("exists")) return { parts: [], read: () => undefined };
  if (subject.kind === "choice" || subject.kind === "choices") return choiceControls(subject, value);
  const pair = op === "between";
  const given = pair && Array.isArray(value) ? value : [Array.isArray(value) ? value[0] : value];
  const labels = pair ? [`${subject.name}：ここから`, "ここまで"] : [`${subject.name}：値`];
  const inputs = labels.map((label, place) => {
    const id = freshId("condition");
    const input = make("input", {
      id,
      class: "control",
      type: inputType(subject.kind),
      inputmode: subject.kind === "number" ? "decimal" : null,
      autocomplete: "off",
      value: given[place] === undefined || given[place] === null ? "" : String(given[place]),
    });
    return { part: make("div", { class: "rule-part" }, make("label", { for: id, class: "rule-label" }, label), input), input };
  });
  const read = () => {
    const values = inputs.map(({ input }) => parse(subject.kind, input.value));
    return pair ? values : values[0];
  };
  return { parts: inputs.map(({ part }) => part), read };
}

// Numbers are written in full width too; what is no number stays a text, and the server says so.
function parse(kind, text) {
  if (kind !== "number") return text;
  const plain = text.normalize("NFKC").replaceAll(",", "").trim();
  return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

function choiceControls(subject, value) {
  const chosen = new Set(Array.isArray(value) ? value : []);
  const boxes = subject.choices.map((choice) => {
    const box = make("input", { type: "checkbox", value: choice.key, checked: chosen.has(choice.key) });
    return { box, label: make("label", { class: "rule-choice" }, box, make("span", {}, choice.name)) };
  });
  const title = subject.value === "tag" ? "どのタグ" : `${subject.name}：選択肢`;
  const list = make("div", { class: "rule-choices" }, ...boxes.map(({ label }) => label));
  if (!boxes.length) list.append(make("p", { class: "help" }, "まだ何もありません。「属性・タグ」で作ってください。"));
  const part = make("fieldset", { class: "rule-values" }, make("legend", { class: "rule-label" }, title), list);
  return { parts: [part], read: () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value) };
}

// A row for `rule` (null: a new one). `remove` is called by its button.
export function conditionRow(all, rule, remove) {
  const wanted = rule ? subjectOf(rule) : "";
  const options = [["", "選んでください"], ...all.map((subject) => [subject.value, subject.name])];
  const [whatPart, what] = select("何で絞り込みますか", options, wanted);
  const details = make("div", { class: "rule-details" });
  const problem = make("p", { class: "rule-problem", id: freshId("problem"), hidden: true });
  const button = make("button", { type: "button", class: "button button--text rule-remove" }, "この条件を消す");
  const row = make(
    "div",
    { class: "rule-condition", role: "group", "aria-label": "条件", "aria-describedby": problem.id },
    make("div", { class: "rule-line" }, whatPart, details, button),
    problem,
  );
  let read = () => ({});

  const drawDetails = (op, value) => {
    const subject = all.find((one) => one.value === what.value);
    details.replaceChildren();
    row.setAttribute("aria-label", subject ? `条件：${subject.name}` : "条件");
    if (!subject) {
      read = () => ({});
      return;
    }
    const names = subject.ops.map((one) => [one, (subject.kind === "date" && DATE_OPS[one]) || OPS[one]]);
    const [opPart, compare] = select("比べ方", names, op || subject.ops[0]);
    const values = make("div", { class: "rule-line rule-inputs" });
    let current;
    const drawValues = (given) => {
      current = valueControls(subject, compare.value, given);
      values.replaceChildren(...current.parts);
    };
    drawValues(value);
    // What was typed stays when only the comparison changes.
    let typed = value;
    compare.addEventListener("change", () => {
      typed = current.read() ?? typed;
      drawValues(typed);
    });
    const several = subject.kind === "choice" || subject.kind === "choices";
    details.append(...(several ? [values, opPart] : [opPart, values]));
    read = () => subject.build(compare.value, current.read());
  };
  drawDetails(rule?.op, rule ? valueOf(rule) : undefined);
  what.addEventListener("change", () => drawDetails());
  button.addEventListener("click", () => remove(row));
  return { element: row, problem, read: () => read(), focus: () => what.focus() };
}
