// On this page a plain string given to innerHTML throws; a policy's HTML does not.
const target = document.getElementById("target");
const policy = globalThis.trustedTypes?.createPolicy("harbor", {
  createHTML: (text) => text.replace(/<script/gi, "&lt;script"),
});

document.getElementById("unsafe").addEventListener("click", () => {
  try {
    target.innerHTML = "<b>A plain string came through.</b>";
  } catch (error) {
    target.textContent = `Refused: ${error.name}`;
  }
});
document.getElementById("safe").addEventListener("click", () => {
  const html = "<b>Checked and safe.</b>";
  target.innerHTML = policy ? policy.createHTML(html) : html;
});
