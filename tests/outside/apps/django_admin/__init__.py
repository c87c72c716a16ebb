"""Django's admin: a library's catalogue, rendered by the server."""
