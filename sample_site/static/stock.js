// The stock table, kept up to date over a WebSocket.
import { bug } from "./shell.js";

const light = document.getElementById("light");
const updates = document.getElementById("updates");
const socket = new WebSocket(`ws://${location.host}/stock/live`);

function show(words, on) {
  light.textContent = words;
  light.classList.toggle("on", on);
}

socket.addEventListener("open", () => show("Live", true));
socket.addEventListener("close", () => {
  if (bug !== "ws-drops") show("Disconnected", false);
});
socket.addEventListener("message", ({ data }) => {
  const { product, stock } = JSON.parse(data);
  for (const old of document.querySelectorAll(".changed")) old.classList.remove("changed");
  const row = document.querySelector(`tr[data-product="${product}"]`);
  row.querySelector(".number").textContent = String(stock);
  row.classList.add("changed");
  updates.textContent = String(Number(updates.textContent) + 1);
});
