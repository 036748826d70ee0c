// Small helpers for page scripts that build parts of the page.

let made = 0;

// An id that nothing else on the page has.
export function freshId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

// An element: make("button", { type: "button", class: "button" }, "消す"). Texts are never read as HTML.
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}
