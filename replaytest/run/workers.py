"""Service workers of a stubbed page: they seem to be there, and do nothing.

What one asks for is not routed, and its script may not be there at all. Playwright's
`service_workers="block"` has `register` give undefined, and applications that go on to
use what they were given fail, as they never did where they were recorded. So `register`
gives a registration whose worker is active and keeps silent; no page is controlled.
"""

from __future__ import annotations

SILENT_WORKERS = """(() => { try {
  const container = navigator.serviceWorker;
  if (!container) return;
  const nothing = () => {};
  const own = (on, name, value) =>
    Object.defineProperty(on, name, { value, configurable: true, writable: true });
  const silent = (kind, fields) => {
    const made = Object.create(kind.prototype);
    const listening = { addEventListener: nothing, removeEventListener: nothing,
      dispatchEvent: () => true };
    for (const [name, value] of Object.entries({ ...listening, ...fields }))
      own(made, name, value);
    return made;
  };
  const registered = new Map();
  let isReady;
  const ready = new Promise((done) => { isReady = done; });
  const make = (scriptURL, scope) => {
    const active = silent(ServiceWorker, { scriptURL, state: "activated",
      onstatechange: null, onerror: null, postMessage: nothing });
    const registration = silent(ServiceWorkerRegistration, { active, scope,
      installing: null, waiting: null, onupdatefound: null, updateViaCache: "imports",
      update: async () => registration,
      unregister: async () => registered.delete(scope) });
    return registration;
  };
  own(container, "register", async function register(url, options) {
    const script = new URL(url, document.baseURI).href;
    const asked = options?.scope;
    const scope = new URL(asked ?? ".", asked ? document.baseURI : script).href;
    if (!registered.has(scope)) registered.set(scope, make(script, scope));
    isReady(registered.get(scope));
    return registered.get(scope);
  });
  own(container, "getRegistration", async function getRegistration(url = "") {
    const at = new URL(url, document.baseURI).href;
    const fits = [...registered.keys()].filter((scope) => at.startsWith(scope));
    return registered.get(fits.sort((a, b) => b.length - a.length)[0]);
  });
  own(container, "getRegistrations", async () => [...registered.values()]);
  own(container, "ready", ready);
} catch {} })();"""  # in a sandbox there are none, and asking for them throws
