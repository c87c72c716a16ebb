// Inside the provider's frame: told the amount by the shop, tells it the receipt.
const form = document.getElementById("pay");
const said = document.getElementById("pay-said");
let shop = null;

addEventListener("message", (event) => {
  if (event.data?.kind !== "amount") return;
  shop = event.origin;
  document.getElementById("amount").textContent = event.data.amount;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const card = new FormData(form).get("card");
  const answer = await fetch("/charge", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ card }),
  });
  const body = await answer.json();
  said.textContent = answer.ok ? "" : body.said;
  if (answer.ok && shop) parent.postMessage({ kind: "paid", receipt: body.receipt }, shop);
});

// The shop answers this with the amount; before it, nobody listens.
parent.postMessage({ kind: "ready" }, "*");
