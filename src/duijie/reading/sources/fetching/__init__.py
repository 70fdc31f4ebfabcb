"""Fetching pages from the web with manners: robots.txt, a host at a time, bounded, guarded."""

from duijie.core.net.failures import FetchFailed, FetchRefused
from duijie.core.net.guard import Guard, is_public
from duijie.reading.sources.fetching.addresses import is_address, origin_of, parse_address
from duijie.reading.sources.fetching.client import Answer, Client, Clock, HostMemory, Hosts
from duijie.reading.sources.fetching.limits import Manners
from duijie.reading.sources.fetching.robots import Robots

__all__ = [
    "Answer",
    "Client",
    "Clock",
    "FetchFailed",
    "FetchRefused",
    "Guard",
    "HostMemory",
    "Hosts",
    "Manners",
    "Robots",
    "is_address",
    "is_public",
    "origin_of",
    "parse_address",
]
