"""How an expert gives up."""


class ExpertFailure(Exception):  # noqa: N818 - what it says is no error of the program
    """The expert can't go on; the text says why in a few words."""
