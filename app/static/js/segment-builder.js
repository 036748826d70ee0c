// Builds a segment's rule on screen and shows at once whom it means. The server alone judges and counts rules.
import { freshId, make } from "./elements.js";
import { conditionRow, subjects } from "./segment-conditions.js";

const WAIT = 300;
const box = document.getElementById("rule");
const form = document.getElementById("segment-form");
const maxDepth = Number(box.dataset.maxDepth);
const known = subjects(JSON.parse(box.dataset.vocabulary));
// Red words only after somebody tried to save; until then an unfinished condition gets a hint.
const strict = "checked" in box.dataset;

// {all}, {any}, or {not: one of these}: how a group stands on screen.
function asGroup(rule) {
  const negated = rule && typeof rule === "object" && "not" in rule;
  const inner = negated ? rule.not : rule;
  for (const how of ["all", "any"]) {
    if (inner && Array.isArray(inner[how])) return { negated, how, parts: inner[how] };
  }
  return { negated, how: "all", parts: inner && typeof inner === "object" && Object.keys(inner).length ? [inner] : [] };
}

function isGroup(rule) {
  return Boolean(rule) && typeof rule === "object" && ("all" in rule || "any" in rule || "not" in rule);
}

function groupBox(rule, depth, remove) {
  const group = asGroup(rule);
  const items = [];
  const howId = freshId("how");
  const how = make("select", { id: howId, class: "control" });
  how.append(
    make("option", { value: "all", selected: group.how === "all" }, "すべてに当てはまる（かつ）"),
    make("option", { value: "any", selected: group.how === "any" }, "どれかに当てはまる（または）"),
  );
  const negate = make("input", { type: "checkbox", checked: Boolean(group.negated) });
  const list = make("ul", { class: "rule-items" });
  const problem = make("p", { class: "rule-problem", id: freshId("problem"), hidden: true });
  const addCondition = make("button", { type: "button", class: "button button--outline" }, "条件を加える");
  const addGroup = make("button", { type: "button", class: "button button--outline" }, "組を加える");
  addGroup.disabled = depth >= maxDepth;
  if (addGroup.disabled) addGroup.title = `組の中の組は${maxDepth}段までです。`;
  const buttons = make("div", { class: "rule-buttons" }, addCondition, addGroup);
  const element = make(
    "fieldset",
    { class: "rule-group", "aria-describedby": problem.id },
    make("legend", { class: "rule-title" }, depth === 1 ? "全体" : `組（${depth}段目）`),
    make(
      "div",
      { class: "rule-line" },
      make("div", { class: "rule-part" }, make("label", { for: howId, class: "rule-label" }, "下の条件の"), how),
      make("label", { class: "rule-choice" }, negate, make("span", {}, "この組に当てはまらない人にする（でない）")),
    ),
    list,
    problem,
    buttons,
  );

  const join = () => {
    const word = how.value === "all" ? "かつ" : "または";
    for (const [place, item] of items.entries()) item.word.textContent = place ? word : "";
  };
  const drop = (item) => {
    const place = items.indexOf(item);
    items.splice(place, 1);
    item.line.remove();
    join();
    (items[place] || items[place - 1] || addCondition).focus();
    changed();
  };
  const add = (part, asNewGroup) => {
    const item = { word: make("span", { class: "rule-word", "aria-hidden": "true" }) };
    const child = asNewGroup || isGroup(part)
      ? groupBox(part, depth + 1, () => drop(item))
      : conditionRow(known, part, () => drop(item));
    Object.assign(item, child);
    item.line = make("li", {}, item.word, child.element);
    items.push(item);
    list.append(item.line);
    join();
    return item;
  };
  for (const part of group.parts) add(part, false);
  if (remove) {
    const button = make("button", { type: "button", class: "button button--text rule-remove" }, "この組を消す");
    button.addEventListener("click", remove);
    buttons.append(button);
  }
  addCondition.addEventListener("click", () => {
    add(null, false).focus();
    changed();
  });
  addGroup.addEventListener("click", () => {
    const item = add({ any: [null] }, true);
    item.focus();
    changed();
  });
  how.addEventListener("change", join);

  // The rule as JSON; `places` learns which element shows which path.
  const read = (path, places) => {
    const inner = negate.checked ? [...path, "not"] : path;
    places.set(path.join("/"), { element, problem });
    places.set(inner.join("/"), { element, problem });
    const parts = items.map((item, place) => {
      const at = [...inner, how.value, place];
      places.set(at.join("/"), item);
      return item.read(at, places);
    });
    const rule = { [how.value]: parts };
    return negate.checked ? { not: rule } : rule;
  };
  return { element, problem, read, focus: () => how.focus() };
}

function showProblems(problems, places) {
  for (const place of places.values()) {
    place.problem.hidden = true;
    place.problem.textContent = "";
    place.element.classList.remove("rule--wrong");
  }
  for (const { path, message } of problems) {
    const at = [...path];
    while (at.length && !places.has(at.join("/"))) at.pop();
    const place = places.get(at.join("/"));
    if (!place.problem.hidden) continue;
    place.problem.hidden = false;
    place.problem.textContent = strict ? `＊${message}` : message;
    place.problem.classList.toggle("rule-problem--wrong", strict);
    place.element.classList.toggle("rule--wrong", strict);
  }
}

const figure = document.getElementById("segment-figure");
const text = document.getElementById("segment-text");
const sample = document.getElementById("segment-sample");

function say(number, words, names) {
  figure.textContent = number;
  text.textContent = words;
  sample.hidden = !names?.length;
  sample.textContent = names?.length ? `例：${names.join("、")}` : "";
}

function show(answer, places) {
  showProblems(answer.problems, places);
  if (answer.problems.length) say("—", "条件がそろうと、当てはまる人数をここに表示します。");
  else {
    const [count, total] = [answer.count, answer.total].map((number) => number.toLocaleString("ja-JP"));
    say(`${count}人`, `${answer.text}（友だち全員は${total}人）`, answer.sample);
  }
}

async function ask(signal) {
  const places = new Map();
  const rule = root.read([], places);
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
  try {
    const answer = await fetch(box.dataset.countUrl, { method: "POST", headers, body: JSON.stringify({ rule }), signal });
    if (answer.ok && !answer.redirected) show(await answer.json(), places);
    else say("—", "人数を数えられませんでした。サインインし直してから、もう一度お試しください。");
  } catch (error) {
    if (error.name !== "AbortError") say("—", "通信が途切れています。つながってから条件を変えると、数え直します。");
  }
}

let timer;
let running;
function changed(wait = WAIT) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    running?.abort();
    running = new AbortController();
    ask(running.signal);
  }, wait);
}

const stored = JSON.parse(box.dataset.rule);
const root = groupBox(stored, 1, null);
box.append(root.element);
box.addEventListener("input", () => changed());
box.addEventListener("change", () => changed());
form.addEventListener("submit", () => {
  form.elements.rule.value = JSON.stringify(root.read([], new Map()));
});
changed(0);
