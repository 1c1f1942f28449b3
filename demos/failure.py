"""How an expert gives up."""


class ExpertFailure(Exception):
    """The expert can't go on; the text says why in a few words."""
