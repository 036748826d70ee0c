// LINE's action objects as buttons and links.

import { act } from "./api.js";
import { make, notice } from "./dom.js";
import { askMoment, askPlace } from "./dialogs.js";

export function labelOf(action, otherwise = "ボタン") {
  return action.label || action.text || action.displayText || action.uri || otherwise;
}

// A button, or a link for web pages. `phone` is who taps.
export function control(action, phone, label = labelOf(action), unseen = false) {
  const inside = unseen ? make("span", { class: "unseen" }, label) : label;
  if (action.type === "uri" && /^https?:/i.test(action.uri)) {
    return make("a", {
      href: action.uri, target: "_blank", rel: "noopener noreferrer", onclick: () => phone.tapped(action),
    }, inside);
  }
  return make("button", { type: "button", onclick: () => perform(action, phone) }, inside);
}

export async function perform(action, phone) {
  const doing = DOINGS[action.type];
  if (!doing) {
    notice(`この操作（${action.type}）は模擬LINEではできません。`);
    return;
  }
  await doing(action, phone);
  phone.tapped(action);
}

const DOINGS = {
  message: (action, phone) => act(phone.userId, "text", { text: action.text }),
  postback: tapPostback,
  uri: (action) => notice(action.uri.startsWith("tel:") ? `電話をかけます：${action.uri.slice(4)}` : `LINEの中の画面を開きます：${action.uri}`),
  datetimepicker: pickMoment,
  richmenuswitch: (action, phone) => act(phone.userId, "switch", { data: action.data, richMenuAliasId: action.richMenuAliasId }),
  clipboard: copy,
  camera: (_action, phone) => phone.choosePicture(),
  cameraRoll: (_action, phone) => phone.choosePicture(),
  location: async (_action, phone) => {
    const place = await askPlace();
    if (place) await act(phone.userId, "location", place);
  },
};

async function tapPostback(action, phone) {
  if (action.inputOption === "openRichMenu") phone.openMenu(true);
  if (action.inputOption === "closeRichMenu") phone.openMenu(false);
  if (action.inputOption === "openKeyboard") phone.write(action.fillInText ?? "");
  await act(phone.userId, "postback", { data: action.data, displayText: action.displayText ?? action.text });
}

async function pickMoment(action, phone) {
  const value = await askMoment(action);
  if (value) await act(phone.userId, "postback", { data: action.data, params: { [action.mode]: value } });
}

async function copy(action) {
  try {
    await navigator.clipboard.writeText(action.clipboardText);
    notice("コピーしました。");
  } catch {
    notice(`コピーする文字：${action.clipboardText}`);
  }
}
