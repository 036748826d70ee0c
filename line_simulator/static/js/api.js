// Talking to the stand-in's control addresses.

import { notice } from "./dom.js";

const WORDS = {
  "has blocked the account": "ブロック中なので送れません。",
  "is a friend already": "もう友だちです。",
};

async function call(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/simulator/${path}`, options);
  } catch {
    notice("模擬LINEにつながりません。動いているか確かめてください。");
    return null;
  }
  const answer = await response.json();
  if (response.ok) return answer;
  notice(WORDS[answer.message] ?? `できませんでした：${answer.message}`);
  return null;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);
export const remove = (path) => call("DELETE", path);

// Lets a citizen do something, and says so when the product did not take the webhook.
export async function act(userId, name, wish = {}) {
  const answer = await post(`citizens/${userId}/${name}`, wish);
  const webhook = answer?.webhook;
  if (webhook?.reason) notice(webhookTrouble(webhook));
  return answer;
}

function webhookTrouble({ reason, status }) {
  if (reason === "could_not_connect") return "Webhookが届きませんでした。本体が動いているか確かめてください。";
  if (reason === "request_timeout") return "Webhookに2秒以内の返事がありませんでした。";
  return `Webhookを受け取ってもらえませんでした（${status ?? "通信の失敗"}）。`;
}

let publicUrl = "";
export let accountName = "";

export async function loadAccount() {
  const health = await get("health");
  publicUrl = health?.publicUrl ?? "";
  accountName = health?.accountName ?? "公式アカウント";
  return health;
}

// The address under which a phone may show a picture; null for pictures of other sites.
export function pictureAddress(url) {
  return typeof url === "string" && publicUrl && url.startsWith(`${publicUrl}/`)
    ? `/simulator/picture?url=${encodeURIComponent(url)}` : null;
}
