// Serves the page at once, passes on what it asks for, and asks for more by itself.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.url.includes("/wire/tide")) {
    event.respondWith(fetch("/wire/tide?by=itself").then(() => fetch(event.request)));
  }
});
