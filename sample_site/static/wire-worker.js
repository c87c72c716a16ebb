// Asks for the tide, away from the page.
fetch("/wire/tide?by=worker")
  .then((answer) => answer.json())
  .then(({ height }) => postMessage(height));
