"""NiceGUI's elements: the page is Python's, each event a message of a web socket."""
