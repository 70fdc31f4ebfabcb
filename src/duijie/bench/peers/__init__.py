"""Duijie beside other search engines: the same machine, texts, needs and words.

One small adapter a file; :mod:`duijie.bench.peers.running` measures each in a process of its own.
"""
