// The compose page: shows only the fields of the chosen kind, counts as LINE counts, and draws the phone while typing.
const form = document.getElementById("broadcast-form");
const talk = document.querySelector("#broadcast-preview .phone-talk");

// LINE counts UTF-16 units, which is what JavaScript's length is.
function counterOf(area) {
  let counter = area.parentElement.querySelector(".counter");
  if (!counter) {
    counter = document.createElement("p");
    counter.className = "counter";
    area.after(counter);
  }
  return counter;
}

function count(area) {
  const limit = Number(area.dataset.limit);
  const used = area.value.length;
  const counter = counterOf(area);
  counter.textContent = `${used.toLocaleString()} / ${limit.toLocaleString()}文字`;
  counter.classList.toggle("counter--over", used > limit);
}

function draw() {
  talk.replaceChildren();
  for (const box of form.querySelectorAll("[data-bubble]")) {
    const kind = box.querySelector("[data-kind]").value;
    for (const part of box.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind;
    if (box.querySelector("input[type=checkbox]")?.checked) continue;
    const bubble = kind === "image" ? picture(box) : words(box);
    if (bubble) talk.append(bubble);
  }
}

function words(box) {
  const area = box.querySelector("textarea");
  count(area);
  if (!area.value.trim()) return null;
  const bubble = document.createElement("div");
  bubble.className = "phone-bubble";
  bubble.textContent = area.value.trim();
  return bubble;
}

const uploads = new WeakMap();

function picture(box) {
  const file = box.querySelector("input[type=file]").files[0];
  const stored = box.querySelector("input[type=hidden]").value;
  if (!file && !stored) return null;
  const bubble = document.createElement("div");
  bubble.className = "phone-bubble phone-bubble--image";
  if (file) {
    // The page's policy allows pictures of this server only; a chosen file is drawn on a canvas instead.
    bubble.append(uploads.get(file) ?? drawn(file));
  } else {
    const image = document.createElement("img");
    image.src = `/media/${stored}`;
    image.alt = "送る画像";
    bubble.append(image);
  }
  return bubble;
}

function drawn(file) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "送る画像");
  uploads.set(file, canvas);
  createImageBitmap(file).then((bitmap) => {
    const scale = Math.min(1, 280 / bitmap.width);
    canvas.width = bitmap.width * scale;
    canvas.height = bitmap.height * scale;
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  }, () => canvas.remove());
  return canvas;
}

function showSegment() {
  const select = form.querySelector("#segment_id");
  if (!select) return;
  select.closest(".field").hidden = form.querySelector("input[name=audience]:checked")?.value !== "segment";
}

form.addEventListener("input", () => { draw(); showSegment(); });
form.addEventListener("change", () => { draw(); showSegment(); });
draw();
showSegment();
