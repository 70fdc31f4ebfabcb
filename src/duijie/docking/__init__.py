"""From a match to a delivered contract: introduction, deal, contract, delivery.

Every step is a named action (:mod:`.lifecycle`) that one service takes in one transaction and
that leaves an entry in a log nobody can alter unnoticed (:mod:`.chain`).
"""
