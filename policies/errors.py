"""The one root of every error of the networks; this package imports nothing of perdure, so it has its own."""


class PolicyError(Exception):
    """A policy was asked for something it cannot do; one sentence that names the value and what is allowed."""
