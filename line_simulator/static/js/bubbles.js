// One item of a talk as LINE draws it.

import { accountName } from "./api.js";
import { flexCard, picture, templateCard } from "./cards.js";
import { dayOf, icon, linked, make, timeOf } from "./dom.js";

export function dayLine(ms) {
  return make("div", { class: "day" }, make("span", {}, dayOf(ms)));
}

export function systemLine(text) {
  return make("div", { class: "system" }, make("span", {}, text));
}

// `previous` is the item above: of several messages in a row only the first shows who sent it.
export function talkLine(item, previous, phone) {
  const { message } = item;
  if (message.type === "followed") return systemLine("友だちに追加しました");
  if (message.type === "blocked") return systemLine("ブロックしました");
  const own = item.direction === "from_citizen";
  const body = (SHAPES[message.type] ?? unknown)(message, phone, own, item);
  const wide = body.classList.contains("cards");
  const time = make("span", { class: "time" }, timeOf(item.at));
  const classes = ["line", own ? "own" : "", wide ? "wide-card" : ""];
  if (own) return make("div", { class: classes.join(" "), "data-message": item.messageId }, make("div", { class: "side" }, body), time);
  const follows = previous?.direction === "from_account" && previous.message.sender?.name === message.sender?.name
    && dayOf(previous.at) === dayOf(item.at);
  if (follows) classes.push("follows");
  const name = message.sender?.name ?? accountName;
  return make("div", { class: classes.join(" "), "data-message": item.messageId },
    follows ? null : make("span", { class: "avatar account small", "aria-hidden": "true" }, initial(name)),
    make("div", { class: "side" }, follows ? null : make("span", { class: "sender" }, name), body, wide ? time : null),
    wide ? null : time);
}

export function typingLine() {
  return make("div", { class: "line typing-line" },
    make("span", { class: "avatar account small", "aria-hidden": "true" }, initial(accountName)),
    make("div", { class: "bubble typing", role: "img", "aria-label": "入力中" }, make("i"), make("i"), make("i")));
}

export function initial(name) {
  return [...name.trim()][0] ?? "？";
}

const SHAPES = {
  text: (message) => bubble(...linked(message.text)),
  textV2: (message) => bubble(...linked(plain(message))),
  image: (message, _phone, own, item) => (own ? ownPicture(item.messageId) : picture(message.previewImageUrl, "picture", "届いた画像")),
  video: (message) => picture(message.previewImageUrl, "picture", "動画"),
  audio: (message) => muted(`音声（${Math.round(message.duration / 1000)}秒）`),
  sticker: (message) => muted(`スタンプ（${message.packageId}・${message.stickerId}）`),
  location: place,
  template: templateCard,
  flex: flexCard,
  imagemap: (message) => muted(message.altText),
};

function unknown(message) {
  return muted(message.altText ?? `この種類のメッセージは表示できません（${message.type}）`);
}

function bubble(...children) {
  return make("div", { class: "bubble" }, ...children);
}

function muted(text) {
  return make("div", { class: "bubble muted" }, text);
}

function ownPicture(messageId) {
  return make("img", { class: "picture", src: `/simulator/content/${messageId}`, alt: "送った画像" });
}

function place(message) {
  const point = `${message.latitude}, ${message.longitude}`;
  return make("div", { class: "bubble place" }, icon("place"), make("span", {},
    make("strong", {}, message.title ?? "位置情報"), message.address ? make("span", {}, message.address, make("br")) : null,
    make("small", {}, point)));
}

function plain(message) {
  return message.text.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, key) => {
    if (whole === "{{") return "{";
    if (whole === "}}") return "}";
    return message.substitution?.[key]?.type === "mention" ? "@利用者" : "（絵文字）";
  });
}

