// Choosing whose phones are shown, and making new citizens.

import { act, get, post } from "./api.js";
import { byId, count, make } from "./dom.js";
import { avatar } from "./phone.js";

const MOST_SHOWN = 50;

export function preparePeople(view) {
  const search = byId("search");
  let timer = 0;
  byId("open-people").addEventListener("click", () => {
    byId("people").showModal();
    search.focus();
    list(view);
  });
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => list(view), 200);
  });
  byId("new-person").addEventListener("submit", (event) => {
    event.preventDefault();
    createPerson(view);
  });
}

async function list(view) {
  const wanted = byId("search").value;
  const answer = await get(`citizens?limit=${MOST_SHOWN}&search=${encodeURIComponent(wanted)}`);
  if (!answer || byId("search").value !== wanted) return;
  const more = answer.total > MOST_SHOWN ? `（はじめの${MOST_SHOWN}人を表示。名前で絞ってください）` : "";
  byId("found").textContent = answer.total ? `${count(answer.total)}人${more}` : "あてはまる利用者がいません。";
  byId("people-list").replaceChildren(...answer.citizens.map((person) => entry(person, view)));
}

function entry(person, view) {
  const state = person.blocked ? "ブロック中" : person.friend ? "友だち" : "友だちではありません";
  const button = make("button", { type: "button", class: "tool" });
  const say = () => {
    const shown = view.shows(person.userId);
    button.textContent = shown ? "しまう" : "電話を出す";
    button.setAttribute("aria-label", `${person.name}：${button.textContent}`);
  };
  button.addEventListener("click", async () => {
    if (view.shows(person.userId)) view.putAway(person.userId);
    else await view.show(person.userId);
    say();
  });
  say();
  return make("li", {}, avatar(person.name, person.userId),
    make("span", { class: "who" }, person.name, make("br"), make("small", {}, state)), button);
}

async function createPerson(view) {
  const name = byId("new-name").value.trim();
  const answer = await post("citizens", { count: 1, names: name ? [name] : [], friends: false });
  if (!answer) return;
  const [userId] = answer.user_ids;
  byId("new-name").value = "";
  byId("people").close();
  await view.show(userId);
  if (byId("new-follows").checked) await act(userId, "follow");
}
