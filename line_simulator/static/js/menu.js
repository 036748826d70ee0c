// The rich menu under the talk: its picture with a real button on every area.

import { control, labelOf } from "./actions.js";
import { make } from "./dom.js";

export class RichMenu {
  constructor(phone) {
    this.phone = phone;
    this.menuId = null;
    this.bar = make("button", { type: "button", class: "chat-bar", onclick: () => this.open(!this.isOpen()) });
    this.panel = make("div", { class: "menu", role: "group", "aria-label": "リッチメニュー" });
    this.element = make("div", {}, this.bar, this.panel);
    this.show(null);
  }

  isOpen() {
    return this.bar.getAttribute("aria-expanded") === "true";
  }

  open(wanted) {
    this.bar.setAttribute("aria-expanded", String(wanted));
    this.panel.hidden = !wanted;
    this.phone.stayAtEnd();
  }

  show(menu) {
    this.element.hidden = menu === null;
    if ((menu?.richMenuId ?? null) === this.menuId) return;
    const first = this.menuId === null;
    this.menuId = menu?.richMenuId ?? null;
    if (menu === null) return;
    this.bar.textContent = menu.chatBarText;
    const picture = make("img", { src: menu.imageUrl, alt: "" });
    picture.style.aspectRatio = `${menu.size.width} / ${menu.size.height}`;
    this.panel.replaceChildren(picture, ...menu.areas.map((area, index) => this.area(area, index, menu.size)));
    // A switched menu stays open: the tap came from it.
    this.open(first ? menu.selected : this.isOpen() || menu.selected);
  }

  area({ bounds, action }, index, size) {
    const element = control(action, this.phone, labelOf(action, `ボタン${index + 1}`), true);
    element.style.left = `${(100 * bounds.x) / size.width}%`;
    element.style.top = `${(100 * bounds.y) / size.height}%`;
    element.style.width = `${(100 * bounds.width) / size.width}%`;
    element.style.height = `${(100 * bounds.height) / size.height}%`;
    return element;
  }
}
