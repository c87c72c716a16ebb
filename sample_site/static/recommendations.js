// The bug "console-error": asks for something that is not there, and says so.
const answer = await fetch("/recommendations");
if (!answer.ok) {
  console.error(`recommendations: the server answered ${answer.status}`);
}
