// Inside the frame written in place: greets as one types.
document.querySelector("input").addEventListener("input", (event) => {
  document.getElementById("greeting").textContent = `Dear ${event.target.value},`;
});
