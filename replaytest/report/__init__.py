"""Reports: what people and CI get to see of a recording.

`viewer` writes the one HTML file of a failed test, `site` the page over a store, `page`
is what both share. Knows sessions and failures as
values; nothing of stores, browsers or pytest.
"""
