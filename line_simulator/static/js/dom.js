// Small helpers for building elements. Text is always set as text, never as HTML.

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

const SVG = "http://www.w3.org/2000/svg";
const DRAWINGS = {
  add: "M12 5v14M5 12h14",
  send: "M4 12l16-8-5 8 5 8z",
  place: "M12 21s7-6.4 7-11a7 7 0 1 0-14 0c0 4.6 7 11 7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  path.setAttribute("fill", name === "send" ? "currentColor" : "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", name === "send" ? "0" : "2");
  path.setAttribute("stroke-linecap", "round");
  path.setAttribute("stroke-linejoin", "round");
  svg.append(path);
  return svg;
}

let noticeTimer = 0;

export function notice(text) {
  byId("notice").textContent = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { byId("notice").textContent = ""; }, 6000);
}

// Text with its web addresses as links.
export function linked(text) {
  return text.split(/(https?:\/\/[^\s\u3000-\u30ff\u4e00-\u9fff、。「」（）]+)/).map((part, index) => (
    index % 2 ? make("a", { href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part
  ));
}

const DAY = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", year: "numeric", month: "long", day: "numeric", weekday: "short" });
const TIME = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit" });
const SECOND = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit", second: "2-digit" });

export const dayOf = (ms) => DAY.format(ms);
export const timeOf = (ms) => TIME.format(ms);
export const secondOf = (ms) => SECOND.format(ms);
export const count = (number) => number.toLocaleString("ja-JP");
