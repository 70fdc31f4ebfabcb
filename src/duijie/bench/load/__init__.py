"""``duijie bench load``: how many people a site can serve at once, on a throwaway site of its own."""

from duijie.bench.load.command import run_load, table

__all__ = ["run_load", "table"]
