"""Import and export of the libraries and the organisations: CSV, XLSX and JSON Lines.

docs/exchange.md describes the columns.
"""

from duijie.library.exchange.columns import COLUMNS
from duijie.library.exchange.exporting import run_export
from duijie.library.exchange.files import FORMATS
from duijie.library.exchange.importing import run_import
from duijie.library.exchange.report import Report, RowError
from duijie.library.exchange.template import write_template

__all__ = ["COLUMNS", "FORMATS", "Report", "RowError", "run_export", "run_import", "write_template"]
