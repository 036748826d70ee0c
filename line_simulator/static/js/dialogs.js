// Questions that a phone asks: a date or time, a place.

import { byId, make } from "./dom.js";

const MODES = {
  date: { type: "date", label: "日付", title: "日付を選ぶ" },
  time: { type: "time", label: "時刻", title: "時刻を選ぶ" },
  datetime: { type: "datetime-local", label: "日付と時刻", title: "日付と時刻を選ぶ" },
};

// Every [data-close] button closes its dialog; a tap beside the dialog too.
export function prepareDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    for (const button of dialog.querySelectorAll("[data-close]")) button.addEventListener("click", () => dialog.close());
  }
}

function ask(dialog, read) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "chosen" ? read() : null), { once: true });
    dialog.showModal();
  });
}

// LINE's form of the chosen value, or null.
export function askMoment(action) {
  const mode = MODES[action.mode] ?? MODES.date;
  const input = byId("moment-value");
  byId("moment-title").textContent = action.label || mode.title;
  byId("moment-label").textContent = mode.label;
  input.type = mode.type;
  for (const name of ["min", "max"]) {
    if (action[name]) input.setAttribute(name, action[name].replace("t", "T"));
    else input.removeAttribute(name);
  }
  input.value = (action.initial ?? "").replace("t", "T") || now(action.mode);
  return ask(byId("moment"), () => input.value);
}

function now(mode) {
  const text = new Date(Date.now() + 9 * 3600 * 1000).toISOString();
  return { date: text.slice(0, 10), time: text.slice(11, 16), datetime: text.slice(0, 16) }[mode] ?? "";
}

let places = null;

export async function askPlace() {
  const preset = byId("place-preset");
  if (places === null) {
    places = await (await fetch("/static/places.json")).json();
    preset.append(
      ...places.map((place, index) => make("option", { value: index }, place.title)),
      make("option", { value: "" }, "緯度と経度で決める"),
    );
    preset.addEventListener("change", fillIn);
  }
  fillIn();
  return ask(byId("place"), chosenPlace);
}

function fillIn() {
  const place = places[byId("place-preset").value];
  for (const name of ["latitude", "longitude"]) if (place) byId(`place-${name}`).value = place[name];
}

function chosenPlace() {
  const point = { latitude: Number(byId("place-latitude").value), longitude: Number(byId("place-longitude").value) };
  const place = places[byId("place-preset").value];
  const moved = place && (place.latitude !== point.latitude || place.longitude !== point.longitude);
  return place && !moved ? { ...place } : point;
}
