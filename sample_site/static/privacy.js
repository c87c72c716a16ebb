// Says what the strict policy lets through: this file, and nothing inline.
let refused = 0;
document.addEventListener("securitypolicyviolation", () => (refused += 1));

document.getElementById("policy").addEventListener("click", async () => {
  const ours = await fetch("/healthz");
  const said = document.getElementById("policy-said");
  said.textContent = ours.ok ? `Only our own files. Refused: ${refused}.` : "Nothing.";
});
