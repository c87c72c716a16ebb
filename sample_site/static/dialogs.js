// The browser's own dialogs, and a modal of ours.
import { say } from "./shell.js";

const said = document.getElementById("dialog-said");
const modal = document.getElementById("modal");
const on = (id, action) => document.getElementById(id).addEventListener("click", action);

on("alert", () => {
  alert("We are open from nine to six.");
  say(said, "You know our hours now.");
});
on("confirm", () => {
  say(said, confirm("Clear the whole list?") ? "List cleared." : "List kept.");
});
on("prompt", () => {
  const name = prompt("What is the boat called?", "Seagull");
  say(said, name ? `We painted ${name} on it.` : "It stays nameless.");
});
on("open", () => modal.showModal());
modal.addEventListener("close", () => {
  const first = modal.querySelector("input").value;
  say(said, modal.returnValue === "join" ? `Welcome, ${first}!` : "Maybe later.");
});
