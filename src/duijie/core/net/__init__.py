"""Connections to addresses that somebody else names: only where a guard lets them, and in time."""

from duijie.core.net.connecting import Deadline, GuardedBackend, Resolve, resolve
from duijie.core.net.failures import FetchFailed, FetchRefused
from duijie.core.net.guard import Guard, is_public

__all__ = ["Deadline", "FetchFailed", "FetchRefused", "Guard", "GuardedBackend", "Resolve", "is_public", "resolve"]
