// The page: which phones are shown, and what is new on them.

import { get, loadAccount } from "./api.js";
import { prepareDialogs } from "./dialogs.js";
import { byId, make } from "./dom.js";
import { preparePeople } from "./people.js";
import { Phone } from "./phone.js";
import { prepareFaults, prepareLedger, showFaults, showLedger } from "./workings.js";

const REMEMBERED = "simulator.phones";
const FIRST_VIEW = 3;
const phones = new Map();
let news = null;

const view = {
  shows: (userId) => phones.has(userId),
  async show(userId, bring = true) {
    if (phones.has(userId)) return;
    const phone = new Phone(userId, (closed) => view.putAway(closed.userId));
    if (!await phone.refresh()) return;
    phones.set(userId, phone);
    byId("phones").append(phone.element);
    changed();
    phone.stayAtEnd();
    if (bring) phone.element.scrollIntoView({ inline: "nearest", block: "nearest" });
  },
  putAway(userId) {
    phones.get(userId)?.element.remove();
    phones.delete(userId);
    changed();
  },
};

function changed() {
  localStorage.setItem(REMEMBERED, JSON.stringify([...phones.keys()]));
  byId("empty").hidden = phones.size > 0;
  byId("phones").hidden = phones.size === 0;
  drawTabs();
  listen();
}

// On a narrow screen one phone fills it; the tabs go from one to the next, as swiping does.
function drawTabs() {
  const tabs = byId("tabs");
  tabs.hidden = phones.size < 2;
  tabs.replaceChildren(...[...phones.values()].map((phone) => make("button", {
    type: "button", "data-user": phone.userId, onclick: () => phone.element.scrollIntoView({ behavior: "smooth", inline: "start", block: "nearest" }),
  }, phone.name)));
  markTab();
}

function markTab() {
  const row = byId("phones");
  const middle = row.scrollLeft + row.clientWidth / 2;
  for (const tab of byId("tabs").children) {
    const { element } = phones.get(tab.dataset.user);
    const left = element.offsetLeft - row.offsetLeft;
    if (left <= middle && middle < left + element.offsetWidth) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function listen() {
  news?.close();
  news = new EventSource(`/simulator/events?topics=${[...phones.keys(), "menus", "faults", "ledger"].join(",")}`);
  news.addEventListener("message", (event) => hear(JSON.parse(event.data).changed));
}

async function hear(topics) {
  const all = ["connected", "menus", "everything"].some((topic) => topics.includes(topic));
  for (const phone of [...phones.values()]) {
    if (all || topics.includes(phone.userId)) phone.refresh().then((known) => { if (!known && all) forgetIfGone(phone); });
  }
  if (topics.includes("faults")) showFaults();
  if (topics.includes("ledger")) showLedger();
}

// After a reset the citizens of the old world are gone.
async function forgetIfGone(phone) {
  const answer = await get(`citizens?limit=1&search=${phone.userId}`);
  if (answer && answer.total === 0) view.putAway(phone.userId);
}

async function firstView() {
  const remembered = JSON.parse(localStorage.getItem(REMEMBERED) ?? "[]");
  const answer = await get("citizens?limit=1000");
  const known = new Set((answer?.citizens ?? []).map((person) => person.userId));
  const wanted = remembered.filter((userId) => known.has(userId) || answer?.total > known.size);
  const friends = (answer?.citizens ?? []).filter((person) => person.friend).slice(0, FIRST_VIEW);
  for (const userId of wanted.length ? wanted : friends.map((person) => person.userId)) await view.show(userId, false);
  changed();
}

prepareDialogs();
preparePeople(view);
prepareFaults();
prepareLedger();
byId("phones").addEventListener("scroll", markTab, { passive: true });
await loadAccount();
await firstView();
