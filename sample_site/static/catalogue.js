// Filters that change the list without leaving the page.
import { bug } from "./shell.js";

const form = document.getElementById("filters");
const results = document.getElementById("results");
let newest = 0;

async function show() {
  const asked = new URLSearchParams(new FormData(form));
  if (bug === "filter-crash") {
    const limits = { price: undefined };
    asked.set("price", limits.price.most); // the planted TypeError
  }
  const turn = ++newest;
  results.setAttribute("aria-busy", "true");
  const answer = await fetch(`/shop/results?${asked}`);
  const html = await answer.text();
  // An answer that comes after a newer question is old news.
  if (turn !== newest) return;
  results.innerHTML = html;
  results.removeAttribute("aria-busy");
  history.replaceState(null, "", `/shop?${asked}`);
}

let typing = 0;
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(show, event.target.type === "search" ? 150 : 0);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  show();
});

const late = document.getElementById("late-banner");
if (late) setTimeout(() => (late.hidden = false), 600);
