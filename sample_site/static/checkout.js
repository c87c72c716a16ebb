// Validation in the browser with the server's own patterns, then the order.
import { bug } from "./shell.js";

const form = document.getElementById("checkout");
const said = document.getElementById("checkout-said");
const button = form.querySelector("button");
let dead = false;

function mark(input, words) {
  document.getElementById(`${input.name}-error`).textContent = words;
  input.setAttribute("aria-invalid", words ? "true" : "false");
}

function check(input) {
  const good = new RegExp(`^(?:${input.dataset.pattern})$`).test(input.value.trim());
  mark(input, good ? "" : input.dataset.words);
  return good;
}

async function place() {
  const body = new FormData(form);
  const answer = await fetch("/checkout", { method: "POST", body });
  if (answer.status === 422) {
    const { errors } = await answer.json();
    for (const [name, words] of Object.entries(errors)) mark(form.elements[name], words);
  } else if (!answer.ok) {
    said.textContent = "Something went wrong on our side. Your card was not charged.";
  } else {
    return (await answer.json()).next;
  }
  return "";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (dead) return;
  said.textContent = "";
  const inputs = [...form.querySelectorAll("input")];
  const wrong = inputs.filter((input) => !check(input));
  if (wrong.length > 0) {
    wrong[0].focus();
    dead = bug === "checkout-dead";
    return;
  }
  button.disabled = true;
  const times = bug === "double-submit" ? 2 : 1;
  const placed = await Promise.all(Array.from({ length: times }, place));
  if (placed[0]) location.assign(placed[0]);
  else button.disabled = false;
});
