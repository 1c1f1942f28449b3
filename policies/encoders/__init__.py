"""Blocks that turn what is seen or said into vectors."""
