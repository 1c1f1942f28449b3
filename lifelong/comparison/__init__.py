"""Runs compared with each other and with references, from their ledgers alone."""

from .report import Report, Row, Table, report

__all__ = ["Report", "Row", "Table", "report"]
