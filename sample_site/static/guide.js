// Chapters of the guide, shown without loading a page; back and forward work too.
import { bug } from "./shell.js";

const links = [...document.querySelectorAll(".chapters a")];
const chapter = document.getElementById("chapter");

function show(link) {
  for (const each of links) each.removeAttribute("aria-current");
  link.setAttribute("aria-current", "page");
  chapter.querySelector("h1").textContent = link.dataset.title;
  chapter.querySelector("p").textContent = link.dataset.text;
  document.title = `${link.dataset.title} · Harbor Goods`;
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    history.pushState(null, "", link.href);
    show(link);
  });
}
addEventListener("popstate", () => {
  const at = links.findIndex((link) => link.pathname === location.pathname);
  const shift = bug === "router-back" ? 2 : 0;
  show(links[(at + shift) % links.length]);
});
