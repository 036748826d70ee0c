// The page of a rich menu: shows the tiles of the chosen layout only, and has the server draw the menu while one types.
const WAIT = 300;
const form = document.getElementById("menu-form");
const canvas = document.getElementById("menu-preview");
const stored = document.getElementById("menu-stored");
const bar = document.getElementById("menu-bar");
const note = document.getElementById("menu-preview-note");
const token = document.querySelector('meta[name="csrf-token"]').content;
const tiles = [...form.querySelectorAll("[data-tile]")];
let asked = null;
let timer = 0;

function chosen(name) {
  return form.querySelector(`input[name="${name}"]:checked`)?.value ?? "";
}

function typed(name) {
  return form.querySelector(`input[name="${name}"]`).value.trim();
}

function description() {
  const looks = tiles.filter((tile) => !tile.hidden).map(({ dataset: { tile: number } }) => ({
    label: typed(`tiles-${number}-label`),
    sub_label: typed(`tiles-${number}-sub_label`),
    icon: chosen(`tiles-${number}-icon`),
    color: chosen(`tiles-${number}-color`),
  }));
  return { layout: chosen("layout"), tiles: looks };
}

// Which fields are of use depends on the layout and on what a tile does.
function arrange() {
  const most = Number(form.querySelector('input[name="layout"]:checked')?.dataset.tiles ?? tiles.length);
  for (const tile of tiles) {
    tile.hidden = Number(tile.dataset.tile) >= most;
    const kind = tile.querySelector("[data-kind]").value;
    for (const part of tile.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== kind;
    const icon = tile.querySelector(".icon-choice input:checked");
    tile.querySelector("[data-chosen-icon]").textContent = icon?.parentElement.querySelector("span").textContent ?? "絵なし";
  }
  bar.textContent = typed("chat_bar_text") || "メニュー";
}

function markTooLong(names) {
  for (const old of form.querySelectorAll("[data-misfit]")) old.remove();
  for (const name of names) {
    const field = document.getElementById(name);
    const words = document.createElement("p");
    words.className = "field-error";
    words.dataset.misfit = "";
    words.setAttribute("role", "status");
    words.textContent = `＊${form.dataset.tooLong}`;
    field?.after(words);
  }
}

async function draw() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const answer = await fetch(form.dataset.previewUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(description()),
      signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const picture = await createImageBitmap(await answer.blob());
    if (signal.aborted) return;
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d").drawImage(picture, 0, 0);
    canvas.hidden = false;
    stored.hidden = true;
    note.textContent = "";
    markTooLong((answer.headers.get("X-Misfits") ?? "").split(",").filter(Boolean));
  } catch {
    if (!signal.aborted) note.textContent = "見本を描けませんでした。入力はそのまま続けられます。保存すると絵が描かれます。";
  }
}

function later() {
  arrange();
  clearTimeout(timer);
  timer = setTimeout(draw, WAIT);
}

form.addEventListener("input", later);
form.addEventListener("change", later);
arrange();
draw();
