"""Webhooks: one's notices to a program of one's own, signed, as they happen.

A webhook belongs to a person and carries what that person is told, so that nothing reaches a
program that its owner could not read: the rules know people. It ends with the account.
"""
