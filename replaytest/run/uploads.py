"""What a stubbed page hears of what it sends: that all of it was sent.

A request that is answered from a recording never leaves the browser, which then tells
its `XMLHttpRequest` nothing of the way: no progress, no end. Applications that show how
much of a file has been sent would show nothing for ever. So the last of it is said as
the answer comes, as where it was recorded.
"""

from __future__ import annotations

# No listener stands on `upload` itself: with one, other origins are asked for leave.
TOLD_UPLOADS = """(() => { try {
  const sizeOf = (body) => {
    if (typeof body === "string") return new TextEncoder().encode(body).length;
    if (body instanceof FormData || body instanceof URLSearchParams)
      return [...body].reduce((sum, [name, value]) =>
        sum + name.length + sizeOf(value), 0);
    return body.size ?? body.byteLength ?? 0;
  };
  const own = XMLHttpRequest.prototype;
  const { send } = own;
  own.send = function (body) {
    const total = body ? sizeOf(body) : 0;
    if (total) this.addEventListener("readystatechange", () => {
      if (this.readyState !== 2 || !this.status) return;
      const told = { lengthComputable: true, loaded: total, total };
      for (const kind of ["progress", "load", "loadend"])
        this.upload.dispatchEvent(new ProgressEvent(kind, told));
    });
    return send.apply(this, arguments);
  };
} catch {} })();"""
