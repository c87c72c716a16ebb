// Cards dragged between lanes, with the drag and drop of HTML itself.
import { post, say } from "./shell.js";

const lanes = [...document.querySelectorAll(".lane ol")];
const said = document.getElementById("board-said");
let held = null;

async function save() {
  const ids = lanes.map((lane) => [...lane.children].map((card) => card.id));
  const { ok } = await post("/board", { lanes: ids });
  say(said, ok ? "Saved" : "Not saved", !ok);
}

function below(lane, y) {
  return [...lane.querySelectorAll(".card:not(.held)")].find((card) => {
    const box = card.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
}

document.addEventListener("dragstart", (event) => {
  held = event.target.closest(".card");
  event.dataTransfer.setData("text/plain", held.id);
  event.dataTransfer.effectAllowed = "move";
  held.classList.add("held");
});
document.addEventListener("dragend", () => {
  held?.classList.remove("held");
  for (const lane of lanes) lane.parentElement.classList.remove("over");
  held = null;
});
for (const lane of lanes) {
  lane.parentElement.addEventListener("dragover", (event) => {
    event.preventDefault();
    lane.parentElement.classList.add("over");
  });
  lane.parentElement.addEventListener("dragleave", () => {
    lane.parentElement.classList.remove("over");
  });
  lane.parentElement.addEventListener("drop", (event) => {
    event.preventDefault();
    lane.insertBefore(held, below(lane, event.clientY) ?? null);
    save();
  });
}
