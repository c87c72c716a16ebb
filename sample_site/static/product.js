// Add to cart, and the visitor's own rating.
import { bug, post, say, showCount } from "./shell.js";

const form = document.getElementById("add");
const added = document.getElementById("added");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const quantity = Number(new FormData(form).get("quantity"));
  const product = Number(form.dataset.product);
  const { ok, body } = await post("/cart/lines", { product, add: quantity });
  if (ok && bug !== "stale-count") showCount(body.count);
  say(added, ok ? "Added to your cart." : "We could not add it.", !ok);
});

document.getElementById("own-rating").addEventListener("rate", (event) => {
  const said = document.getElementById("rating-said");
  said.textContent = `You gave ${event.detail} of 5 stars.`;
});
