"""The local page: its server, who may talk to it, and its files."""
