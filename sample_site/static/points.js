// The chooser in the popup: tells the window that opened it, and closes.
document.getElementById("points").addEventListener("click", (event) => {
  const { point } = event.target.dataset;
  if (!point || !opener) return;
  opener.postMessage({ point }, location.origin);
  close();
});
