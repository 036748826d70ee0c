// One phone: the talk of one citizen with the account.

import { control } from "./actions.js";
import { accountName, act, get } from "./api.js";
import { dayLine, initial, talkLine, typingLine } from "./bubbles.js";
import { Composer } from "./composer.js";
import { dayOf, make } from "./dom.js";
import { RichMenu } from "./menu.js";

const HUES = 6;

export function avatar(name, userId) {
  const hue = parseInt(userId.slice(-4), 16) % HUES;
  return make("span", { class: `avatar hue-${hue}`, "aria-hidden": "true" }, initial(name));
}

export class Phone {
  constructor(userId, putAway) {
    this.userId = userId;
    this.seq = 0;
    this.last = null;
    this.fetching = null;
    this.again = false;
    this.talk = make("div", { class: "talk", role: "log", "aria-live": "polite", tabindex: 0, "aria-label": "トーク" });
    this.quickReplies = make("div", { class: "quick-replies", role: "group", "aria-label": "返事の候補", hidden: true });
    this.composer = new Composer(this);
    this.menu = new RichMenu(this);
    this.blockedBar = make("p", { class: "blocked-bar", hidden: true }, "ブロック中です。メッセージは届きません。");
    this.followEnd();
    this.owner = make("header", { class: "owner" });
    this.putAway = putAway;
    this.element = make("section", { class: "phone", "data-user": userId }, this.owner,
      make("div", { class: "device" },
        make("div", { class: "talk-head" }, make("span", { class: "avatar account small", "aria-hidden": "true" }, initial(accountName)), accountName),
        this.talk, this.quickReplies, this.composer.element, this.blockedBar, this.menu.element));
  }

  // False when the citizen no longer exists. Calls that come while one is under way are put together.
  async refresh() {
    if (this.fetching) {
      this.again = true;
      return this.fetching;
    }
    this.fetching = this.fetch();
    const known = await this.fetching;
    this.fetching = null;
    if (this.again && known) {
      this.again = false;
      return this.refresh();
    }
    return known;
  }

  async fetch() {
    let state = await get(`phones/${this.userId}?since=${this.seq}`);
    if (state !== null && state.seq < this.seq) {
      // The stand-in has begun anew.
      this.clear();
      state = await get(`phones/${this.userId}`);
    }
    if (state === null) return false;
    this.show(state);
    return true;
  }

  clear() {
    this.seq = 0;
    this.last = null;
    this.talk.replaceChildren();
  }

  show(state) {
    this.name = state.name;
    this.element.setAttribute("aria-label", `${state.name}さんの電話`);
    this.showOwner(state);
    this.talk.querySelector(".typing-line")?.remove();
    for (const item of state.items) this.append(item);
    this.seq = state.seq;
    this.showQuickReplies(state.quickReply?.items ?? []);
    this.menu.show(state.richMenu);
    this.composer.element.hidden = state.blocked;
    this.blockedBar.hidden = !state.blocked;
    this.showLoading(state);
    if (state.items.length || state.loadingUntil) this.stayAtEnd();
  }

  append(item) {
    if (item.message.type === "unsend") {
      const line = this.talk.querySelector(`[data-message="${item.message.messageId}"] .side`);
      line?.replaceChildren(make("div", { class: "bubble muted" }, "送信を取り消しました"));
      return;
    }
    if (!this.last || dayOf(this.last.at) !== dayOf(item.at)) {
      this.talk.append(dayLine(item.at));
    }
    this.talk.append(talkLine(item, this.last, this));
    this.last = item;
  }

  showOwner({ name, friend, blocked }) {
    const state = blocked ? "ブロック中" : friend ? "友だち" : "友だちではありません";
    const key = `${name}/${state}`;
    if (this.owner.dataset.shown === key) return;
    const hadFocus = this.owner.contains(document.activeElement);
    this.owner.dataset.shown = key;
    const [word, name_, follow] = blocked ? ["ブロック解除", "unblock", false] : friend ? ["ブロック", "block", false] : ["友だち追加", "follow", true];
    const change = make("button", { type: "button", class: follow ? "follow" : "", onclick: () => act(this.userId, name_) }, word);
    this.owner.replaceChildren(avatar(name, this.userId),
      make("div", { class: "names" }, make("h2", {}, name), make("p", { class: `state${blocked ? " blocked" : ""}` }, state)),
      change,
      make("button", { type: "button", "aria-label": `${name}さんの電話をしまう`, onclick: () => this.putAway(this) }, "しまう"));
    if (hadFocus) change.focus();
  }

  showQuickReplies(items) {
    this.quickReplies.hidden = items.length === 0;
    this.quickReplies.replaceChildren(...items.map((item) => control(item.action, this)));
  }

  showLoading({ loadingUntil, now }) {
    clearTimeout(this.loadingTimer);
    if (!loadingUntil) return;
    this.talk.append(typingLine());
    this.loadingTimer = setTimeout(() => this.talk.querySelector(".typing-line")?.remove(), loadingUntil - now);
  }

  // The end stays in view when the talk gets smaller or a picture arrives, unless somebody has scrolled up.
  followEnd() {
    this.atEnd = true;
    const keep = () => { if (this.atEnd) this.talk.scrollTop = this.talk.scrollHeight; };
    this.talk.addEventListener("scroll", () => {
      this.atEnd = this.talk.scrollHeight - this.talk.scrollTop - this.talk.clientHeight < 40;
    }, { passive: true });
    this.talk.addEventListener("load", keep, { capture: true });
    new ResizeObserver(keep).observe(this.talk);
  }

  // After a tap: quick replies go at once; the talk itself follows when the stand-in says so.
  tapped(action) {
    if (action.type !== "uri") this.quickReplies.hidden = true;
  }

  openMenu(wanted) {
    this.menu.open(wanted);
  }

  write(text) {
    this.composer.write(text);
  }

  choosePicture() {
    this.composer.choosePicture();
  }

  stayAtEnd() {
    this.atEnd = true;
    requestAnimationFrame(() => { this.talk.scrollTop = this.talk.scrollHeight; });
  }
}
