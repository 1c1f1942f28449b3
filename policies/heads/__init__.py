"""Blocks that turn a vector into a distribution over actions."""
