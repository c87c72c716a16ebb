// Quantities and promo codes, without leaving the cart.
import { post, say, showCount } from "./shell.js";

function show(body) {
  document.getElementById("sums").outerHTML = body.sums;
  showCount(body.count);
  for (const row of document.querySelectorAll(".line")) {
    const line = body.lines[row.dataset.product];
    if (!line) {
      row.remove();
      continue;
    }
    row.querySelector("output").value = String(line.quantity);
    row.querySelector(".line-price").innerHTML = line.price;
  }
  if (body.count === 0) location.reload();
}

document.querySelector(".lines")?.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const row = button.closest(".line");
  const now = Number(row.querySelector("output").value);
  const quantity = "remove" in button.dataset ? 0 : now + Number(button.dataset.step);
  const product = Number(row.dataset.product);
  const { ok, body } = await post("/cart/lines", { product, quantity });
  if (ok) show(body);
});

document.getElementById("promo")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = new FormData(event.target).get("code");
  const { ok, body } = await post("/cart/promo", { code });
  if (ok) show(body);
  say(document.getElementById("promo-said"), body.said, !ok);
});
