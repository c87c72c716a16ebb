// What several pages need: asking the server, the number beside Cart, the planted bug.

export const bug = document.documentElement.dataset.bug;

export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const json = answer.headers.get("content-type")?.includes("json");
  return { ok: answer.ok, status: answer.status, body: json ? await answer.json() : {} };
}

export function showCount(count) {
  document.querySelector("[data-testid=cart-count]").textContent = String(count);
}

export function say(element, words, bad = false) {
  element.textContent = words;
  element.classList.toggle("bad", bad);
}
