"""Data sets in the layouts of others: one file per format, found by listing this folder.

A format's module has a docstring, `write(tasks, folder)` for export, and `read(path)` where it can be imported.
"""

from ._export import export
from ._formats import find, formats
from ._import import Brought, import_files
from ._source import Request

__all__ = ["Brought", "Request", "export", "find", "formats", "import_files"]
