// Faults, settings and the ledger.

import { get, post, remove } from "./api.js";
import { byId, count, make, notice, secondOf } from "./dom.js";

const FAULTS = [
  { text: "500の誤りを返す（送られない）", wish: { status: 500 } },
  { text: "受け付けたのに500を返す", wish: { status: 500, when: "after" } },
  { text: "受け付けたのに返事をしない（切断）", wish: { drop: true, when: "after" } },
  { text: "混み合っている（429）", wish: { status: 429 } },
  { text: "返事が3秒遅れる", wish: { delay_ms: 3000 } },
  { text: "返事が15秒遅れる（受け付けはすぐ）", wish: { delay_ms: 15000, when: "after" } },
];
const SWITCHES = ["webhook_enabled", "redelivery", "rate_limits"];

export function prepareFaults() {
  byId("fault-kind").append(...FAULTS.map(({ text }, index) => make("option", { value: index }, text)));
  byId("open-faults").addEventListener("click", () => {
    byId("faults").showModal();
    showFaults();
    showSwitches();
  });
  byId("new-fault").addEventListener("submit", async (event) => {
    event.preventDefault();
    const times = byId("fault-times").value;
    const { wish, text } = FAULTS[byId("fault-kind").value];
    const started = await post("faults", { endpoint: byId("fault-endpoint").value, times: times ? Number(times) : null, ...wish });
    if (started) notice(`始めました：${text}`);
    showFaults();
  });
  byId("clear-faults").addEventListener("click", async () => {
    await remove("faults");
    showFaults();
  });
  for (const name of SWITCHES) {
    byId(`setting-${name}`).addEventListener("change", (event) => post("settings", { [name]: event.target.checked }));
  }
}

export async function showFaults() {
  if (!byId("faults").open) return;
  const answer = await get("faults");
  const lines = (answer?.faults ?? []).map((fault) => make("li", {}, describe(fault)));
  byId("fault-list").replaceChildren(...(lines.length ? lines : [make("li", {}, "ありません。")]));
  byId("clear-faults").disabled = lines.length === 0;
}

function describe(fault) {
  const known = FAULTS.find(({ wish }) => (wish.status ?? null) === fault.status && (wish.when ?? "before") === fault.when
    && (wish.drop ?? false) === fault.drop && (wish.delay_ms ?? 0) === fault.delay_ms);
  const left = fault.times === null ? "なくすまで" : `あと${fault.times}回`;
  return `${fault.endpoint === "*" ? "すべて" : fault.endpoint}：${known?.text ?? `状態 ${fault.status ?? "－"}`}（${left}）`;
}

async function showSwitches() {
  const health = await get("health");
  for (const name of SWITCHES) byId(`setting-${name}`).checked = health?.settings[name] ?? false;
}

const KINDS = { reply: "返信", push: "1人に送る", multicast: "まとめて送る", webhook: "Webhook", validate: "事前確認", profile: "名前を聞く", loading: "入力中の表示" };
const CONTENTS = { image: "画像", video: "動画", audio: "音声", sticker: "スタンプ", location: "位置情報", file: "ファイル" };
const REASONS = { could_not_connect: "つながらない", request_timeout: "2秒以内に返事なし", error_status_code: "誤り", unclassified: "通信の失敗" };

export function prepareLedger() {
  byId("open-ledger").addEventListener("click", () => {
    byId("ledger").showModal();
    showLedger();
  });
}

export async function showLedger() {
  if (!byId("ledger").open) return;
  const answer = await get("ledger?limit=100&recipients=0");
  const rows = (answer?.entries ?? []).reverse().map(ledgerRow);
  byId("ledger-rows").replaceChildren(...(rows.length ? rows : [make("tr", {}, make("td", { colspan: 5 }, "まだ何もありません。"))]));
}

function ledgerRow(entry) {
  const good = entry.status >= 200 && entry.status < 300;
  const kind = KINDS[entry.kind] ?? (entry.kind.startsWith("richmenu") || entry.kind.startsWith("alias") ? "リッチメニュー" : entry.kind);
  const result = entry.status === 0 ? "切断" : entry.status ?? REASONS[entry.reason];
  return make("tr", {},
    make("td", { class: "time" }, secondOf(entry.at)),
    make("td", { class: "kind" }, kind),
    make("td", { class: good ? "" : "bad" }, String(result)),
    make("td", { class: "number" }, entry.recipientCount === undefined ? "" : `${count(entry.recipientCount)}人`),
    make("td", { class: "body" }, summary(entry)));
}

function summary({ kind, body, path, answer }) {
  if (answer) return answer.details ? `${answer.message}：${answer.details.map((d) => `${d.property} ${d.message}`).join("、")}` : answer.message;
  if (kind === "webhook") return (body?.events ?? []).map(eventText).join("、") || "（空）";
  const words = (body?.messages ?? []).map((message) => message.text ?? message.altText ?? contentName(message));
  return words.join(" ／ ") || path;
}

function contentName({ type }) {
  return `（${CONTENTS[type] ?? type}）`;
}

function eventText(event) {
  const { type, message, postback } = event;
  if (type === "message") return message?.text ?? contentName(message ?? {});
  if (type === "postback") return `ボタン：${postback?.data}`;
  return { follow: "友だち追加", unfollow: "ブロック", unsend: "送信取り消し" }[type] ?? type;
}
