// Template messages as cards, and Flex messages as their texts, pictures and buttons one under the other.

import { control, labelOf } from "./actions.js";
import { pictureAddress } from "./api.js";
import { make } from "./dom.js";

export function picture(url, className, text) {
  const address = pictureAddress(url);
  if (!address) return make("div", { class: "picture-missing" }, "画像（ほかのサイトの画像は表示しません）");
  const image = make("img", { class: className, src: address, alt: text, loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(make("div", { class: "picture-missing" }, "画像を表示できません")));
  return image;
}

export function templateCard(message, phone) {
  const { template } = message;
  if (template.type === "buttons") return single(template, template, phone);
  if (template.type === "confirm") return single(template, {}, phone, "pair");
  if (template.type === "carousel") return row(template.columns.map((column) => single(column, template, phone)), message.altText);
  if (template.type === "image_carousel") return row(template.columns.map((column) => pictureCard(column, phone)), message.altText);
  return make("div", { class: "bubble muted" }, message.altText);
}

function single(card, style, phone, arrangement = "") {
  const look = `hero${style.imageAspectRatio === "square" ? " square" : ""}${style.imageSize === "contain" ? " contain" : ""}`;
  return make("div", { class: "card" },
    card.thumbnailImageUrl ? picture(card.thumbnailImageUrl, look, "") : null,
    make("div", { class: "words" }, card.title ? make("strong", {}, card.title) : null, card.text),
    choices(card.actions, phone, arrangement));
}

function pictureCard(column, phone) {
  return make("div", { class: "card" }, picture(column.imageUrl, "hero square", ""), choices([column.action], phone));
}

function choices(actions, phone, arrangement = "") {
  return make("div", { class: `choices ${arrangement}` }, ...actions.map((action) => control(action, phone)));
}

function row(cards, label) {
  return make("div", { class: "cards", tabindex: 0, role: "group", "aria-label": `横に並んだ${cards.length}枚のカード：${label}` }, ...cards);
}

export function flexCard(message, phone) {
  const { contents } = message;
  const bubbles = contents.type === "carousel" ? contents.contents : [contents];
  const cards = bubbles.map((bubble) => flexBubble(bubble, phone));
  return cards.length === 1 ? cards[0] : row(cards, message.altText);
}

function flexBubble(bubble, phone) {
  const words = make("div", { class: "words" });
  const buttons = [];
  for (const block of ["header", "hero", "body", "footer"]) {
    if (bubble[block]) flexComponent(bubble[block], words, buttons);
  }
  if (bubble.action) buttons.push(bubble.action);
  return make("div", { class: "card flex" }, words, buttons.length ? choices(buttons, phone) : null);
}

function flexComponent(component, into, buttons) {
  const { type, action } = component;
  if (type === "button") buttons.push(action);
  else if (action) buttons.push({ ...action, label: labelOf(action, "開く") });
  if (type === "text") {
    const text = component.text ?? (component.contents ?? []).map((span) => span.text).join("");
    into.append(make("p", { class: component.weight === "bold" ? "bold" : "" }, text));
  } else if (type === "separator") into.append(make("hr"));
  else if (type === "image") into.append(picture(component.url, "hero", ""));
  else if (type === "video") into.append(picture(component.previewUrl, "hero", "動画"));
  else if (type === "box") {
    const across = component.layout !== "vertical" && component.contents.length > 1;
    const box = make("div", { class: across ? "across" : "" });
    for (const child of component.contents) flexComponent(child, box, buttons);
    if (box.childElementCount) into.append(box);
  }
}
