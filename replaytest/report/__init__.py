"""Reports: what people and CI get to see of a recording.

`viewer` writes the one HTML file of a failed test. Knows sessions and failures as
values; nothing of stores, browsers or pytest.
"""
