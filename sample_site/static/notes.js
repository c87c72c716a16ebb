// A note that anyone may write on, saved by hand.
import { post, say } from "./shell.js";

const note = document.getElementById("note");
const said = document.getElementById("note-said");

note.addEventListener("input", () => say(said, "Not saved yet"));
document.querySelector("[data-format]").addEventListener("mousedown", (event) => {
  event.preventDefault(); // keeps the selection in the note
  document.execCommand(event.target.dataset.format);
});
document.getElementById("save").addEventListener("click", async () => {
  const { ok } = await post("/notes", { html: note.innerHTML });
  say(said, ok ? "Saved" : "Not saved", !ok);
});
