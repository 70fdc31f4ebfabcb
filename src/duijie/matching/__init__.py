"""A problem in, ranked and evidenced items out.

The pure parts (types, embedders, passages, requirements, quantities, store, rank,
evidence, engine) know nothing of Django and can be called from a notebook; models,
services, queries and tasks tie them to the platform.
"""
