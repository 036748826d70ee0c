// Watches long work: asks the server every second and reloads the page when the work is finished.
const INTERVAL = 1000;

async function watch(box) {
  const bar = box.querySelector("progress");
  const text = box.querySelector(".progress-text");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, INTERVAL));
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) {
        text.textContent = "進み具合を確かめられません。画面を開き直してください。";
        return;
      }
      const state = await answer.json();
      bar.max = state.total || 1;
      bar.value = state.done;
      text.textContent = state.text;
      if (state.finished) {
        window.location.reload();
        return;
      }
    } catch {
      text.textContent = "通信が途切れています。つながりしだい続けて表示します。";
    }
  }
}

for (const box of document.querySelectorAll("[data-progress-url]")) watch(box);
