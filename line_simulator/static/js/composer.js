// Where the citizen types, and what else can be sent.

import { act } from "./api.js";
import { askPlace } from "./dialogs.js";
import { icon, make } from "./dom.js";

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.input = make("textarea", { rows: 1, maxlength: 5000, "aria-label": "メッセージ", placeholder: "メッセージを入力" });
    this.sendButton = make("button", { type: "submit", class: "send", "aria-label": "送る", disabled: true }, icon("send"));
    this.more = make("button", {
      type: "button", "aria-label": "写真・場所・スタンプ", "aria-expanded": "false", onclick: () => this.showMore(this.attachments.hidden),
    }, icon("add"));
    this.file = make("input", { type: "file", accept: "image/png,image/jpeg", hidden: true, "aria-label": "送る写真" });
    this.form = make("form", { class: "composer" }, this.more, this.input, this.sendButton, this.file);
    this.attachments = make("div", { class: "attachments", role: "group", "aria-label": "送るもの", hidden: true },
      make("button", { type: "button", onclick: () => this.choosePicture() }, "写真"),
      make("button", { type: "button", onclick: () => this.sendPlace() }, "場所"),
      make("button", { type: "button", onclick: () => this.done("sticker") }, "スタンプ"));
    this.element = make("div", {}, this.form, this.attachments);
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("keydown", (event) => {
      // While Japanese is being converted, Enter belongs to the conversion (229 is what Safari says then).
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    this.file.addEventListener("change", () => this.sendPicture());
  }

  fit() {
    this.sendButton.disabled = this.input.value.trim() === "";
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight + 2}px`;
  }

  write(text) {
    this.input.value = text;
    this.fit();
    this.input.focus();
  }

  async send() {
    const text = this.input.value;
    if (text.trim() === "") return;
    this.input.value = "";
    this.fit();
    if (!await act(this.phone.userId, "text", { text }) && this.input.value === "") this.write(text);
  }

  showMore(wanted) {
    this.attachments.hidden = !wanted;
    this.more.setAttribute("aria-expanded", String(wanted));
    this.phone.stayAtEnd();
  }

  choosePicture() {
    this.file.click();
  }

  async sendPicture() {
    const [file] = this.file.files;
    if (!file) return;
    const form = new FormData();
    form.append("picture", file);
    this.file.value = "";
    await this.done("image", form);
  }

  async sendPlace() {
    const place = await askPlace();
    if (place) await this.done("location", place);
  }

  async done(name, wish) {
    this.showMore(false);
    await act(this.phone.userId, name, wish);
  }
}
