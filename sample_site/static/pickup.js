// Opens the chooser in a window of its own, and hears what was chosen there.
document.getElementById("choose").addEventListener("click", () => {
  window.open("/pickup/choose", "pickup", "width=480,height=420");
});
addEventListener("message", (event) => {
  if (event.origin !== location.origin || !event.data.point) return;
  document.getElementById("point").textContent = event.data.point;
});
