// Draws each question's figures from the table beside it. Without this module the table alone says the same.
const BAR = "#3460fb";
const INK = "#1a1a1a";
const LINE = "#d8d8db";
const BAR_HEIGHT = 44;

/** The rows of a table of figures: [{label, count}]. */
function readFigures(table) {
  return [...table.tBodies[0].rows].map((row) => ({
    label: row.cells[0].textContent.trim(),
    count: Number(row.cells[1].dataset.count),
  }));
}

/** A label in lines of at most `width` characters, never cut. */
function wrapped(label, width) {
  const characters = [...label];
  const lines = [];
  while (characters.length) lines.push(characters.splice(0, width).join(""));
  return lines.length ? lines : [""];
}

/** Writes each bar's number at its end. */
const numbers = {
  id: "numbers",
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    const across = chart.options.indexAxis === "y";
    ctx.save();
    ctx.fillStyle = INK;
    ctx.font = `14px ${window.Chart.defaults.font.family}`;
    ctx.textAlign = across ? "left" : "center";
    ctx.textBaseline = across ? "middle" : "bottom";
    chart.getDatasetMeta(0).data.forEach((bar, index) => {
      const count = chart.data.datasets[0].data[index].toLocaleString("ja-JP");
      ctx.fillText(count, across ? bar.x + 6 : bar.x, across ? bar.y : bar.y - 4);
    });
    ctx.restore();
  },
};

function axes(across) {
  const counts = {
    beginAtZero: true,
    ticks: { precision: 0, color: INK, callback: (value) => value.toLocaleString("ja-JP") },
    grid: { color: LINE },
    title: { display: true, text: "件数", color: INK },
    grace: "15%",
  };
  const labels = { ticks: { color: INK, autoSkip: !across }, grid: { display: false } };
  return across ? { x: counts, y: labels } : { x: labels, y: counts };
}

function draw(box) {
  const figures = readFigures(document.getElementById(box.dataset.figures));
  const across = box.dataset.chart === "across";
  const labels = figures.map((figure) => wrapped(figure.label, across ? 10 : 8));
  box.hidden = false;
  if (across) {
    const tallest = Math.max(...labels.map((lines) => lines.length));
    box.style.height = `${figures.length * Math.max(BAR_HEIGHT, tallest * 22) + 80}px`;
  }
  new window.Chart(box.querySelector("canvas"), {
    type: "bar",
    data: { labels, datasets: [{ data: figures.map((figure) => figure.count), backgroundColor: BAR, maxBarThickness: 40 }] },
    options: {
      indexAxis: across ? "y" : "x",
      animation: false,
      maintainAspectRatio: false,
      plugins: { legend: { display: false }, tooltip: { enabled: true, displayColors: false } },
      scales: axes(across),
    },
    plugins: [numbers],
  });
}

async function drawAll() {
  await document.fonts.ready;
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  window.Chart.defaults.font.size = 14;
  for (const box of document.querySelectorAll("[data-chart]")) draw(box);
}

if (window.Chart) drawAll();
