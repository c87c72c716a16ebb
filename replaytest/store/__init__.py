"""The store: recordings as files, from the first byte to the last reader.

`write` puts events down while a test runs, `seal` makes the finished file small,
`read` gives it back, `folder` finds it among others and `retention` removes it.
`FORMAT.md` is the format, byte by byte. Nothing here knows pytest or a browser.
"""
