// Inside the provider's frame: told the amount by the shop, tells it the receipt.
const pay = document.getElementById("pay");
const bank = document.getElementById("bank");
let shop = null;

addEventListener("message", (event) => {
  if (event.data?.kind !== "amount") return;
  shop = event.origin;
  document.getElementById("amount").textContent = event.data.amount;
  pay.querySelector("button").disabled = false; // only now is there someone to tell
});

function tell(message) {
  if (shop) parent.postMessage(message, shop);
}

function showBank(shown) {
  pay.hidden = shown;
  bank.hidden = !shown;
  if (shown) bank.elements.code.focus();
}

async function send(form, path) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(Object.fromEntries(new FormData(form))),
  });
  const body = await answer.json();
  form.querySelector(".error").textContent = answer.ok ? "" : body.said;
  if (!answer.ok) return;
  showBank(Boolean(body.confirm));
  tell(body.confirm ? { kind: "confirming" } : { kind: "paid", receipt: body.receipt });
}

for (const [form, path] of [[pay, "/charge"], [bank, "/confirm"]]) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, path);
  });
}

// The shop answers this with the amount; before it, nobody listens.
parent.postMessage({ kind: "ready" }, "*");
