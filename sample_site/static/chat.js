// A question, and its answer as it comes, token by token.
const talk = document.getElementById("talk");
const form = document.getElementById("ask");

function bubble(text, kind) {
  const made = document.createElement("p");
  made.className = `bubble ${kind}`;
  made.textContent = text;
  return talk.appendChild(made);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = new FormData(form).get("question");
  form.reset();
  bubble(question, "mine");
  const answer = bubble("", "busy");
  const source = new EventSource(`/chat/stream?q=${encodeURIComponent(question)}`);
  source.addEventListener("message", ({ data }) => {
    answer.textContent += JSON.parse(data);
  });
  source.addEventListener("done", () => {
    source.close();
    answer.classList.remove("busy");
  });
  // Else the browser would ask again, and the answer begin anew.
  source.addEventListener("error", () => source.close());
});
