// The shop's side of the payment frame.
const frame = document.getElementById("payment");
const provider = new URL(frame.dataset.src).origin;
const amount = document.getElementById("gift-amount");
const said = document.getElementById("gift-said");

function tell() {
  frame.contentWindow.postMessage({ kind: "amount", amount: amount.value }, provider);
}

addEventListener("message", (event) => {
  if (event.origin !== provider) return;
  if (event.data.kind === "ready") tell();
  if (event.data.kind === "confirming") said.textContent = "Waiting for your bank.";
  if (event.data.kind === "paid") {
    said.textContent = `Paid ${amount.value}. Receipt ${event.data.receipt}.`;
  }
});
amount.addEventListener("change", tell);
// Only now, so that the frame's first message finds someone listening.
frame.src = frame.dataset.src;
