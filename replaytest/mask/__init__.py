"""Privacy: one set of rules, the second line behind the mask in the page, the audit.

The first line is web/src/recorder/mask/: it rewrites every event before it leaves the
page. What is here works on bytes and texts and needs no browser.
"""
