// The chooser in the popup: tells the window that opened it, and closes.
document.getElementById("points").addEventListener("click", (event) => {
  const { point } = event.target.dataset;
  if (!point || !opener) return;
  opener.postMessage({ point }, location.origin);
  // A window that goes within the click takes the rest of the click with it.
  setTimeout(close, 100);
});
