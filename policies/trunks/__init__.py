"""Blocks that mix tokens, in space or in time."""
