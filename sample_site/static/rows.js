// A list of 10,000 rows, of which only those in view are in the document.
const HEIGHT = 40;
const MANY = 10_000;
const SPARE = 4;
const GOODS = ["Mugs", "Lamps", "Blankets", "Paper", "Planters", "Totes"];

const list = document.getElementById("rows");
const inner = list.firstElementChild;
inner.style.height = `${MANY * HEIGHT}px`;
let shown = "";

function row(number) {
  const made = document.createElement("div");
  made.className = "rows-row";
  made.setAttribute("role", "row");
  made.setAttribute("aria-rowindex", String(number));
  made.style.top = `${(number - 1) * HEIGHT}px`;
  const good = GOODS[number % GOODS.length];
  const texts = [`#${number}`, good, `Aisle ${(number % 40) + 1}`, `${(number * 7) % 90} boxes`];
  for (const text of texts) {
    const cell = document.createElement("span");
    cell.setAttribute("role", "cell");
    cell.textContent = text;
    made.append(cell);
  }
  return made;
}

function show() {
  const first = Math.max(1, Math.floor(list.scrollTop / HEIGHT) + 1 - SPARE);
  const fitting = Math.ceil(list.clientHeight / HEIGHT);
  const last = Math.min(MANY, first + fitting + 2 * SPARE);
  if (shown === `${first}-${last}`) return;
  shown = `${first}-${last}`;
  const rows = Array.from({ length: last - first + 1 }, (_, at) => row(first + at));
  inner.replaceChildren(...rows);
}

list.addEventListener("scroll", () => requestAnimationFrame(show));
document.getElementById("jump").addEventListener("submit", (event) => {
  event.preventDefault();
  list.scrollTop = (Number(new FormData(event.target).get("shelf")) - 1) * HEIGHT;
});
show();
