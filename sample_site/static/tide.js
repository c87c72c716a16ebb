// Inside the innermost frame: the four tides of a day, round and round.
const tides = ["High water 06:12", "Low water 12:25", "High water 18:37", "Low water 00:49"];
let at = 0;
document.getElementById("tide").addEventListener("click", () => {
  at = (at + 1) % tides.length;
  document.getElementById("tide-said").textContent = tides[at];
});
