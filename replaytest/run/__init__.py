"""Re-driving on a live page: what a plan says is done in a browser, and compared.

routes.py    stubs: requests answered from a recording
sockets.py   WebSockets, likewise
restore.py   cookies, storage and settings of a recording
"""
