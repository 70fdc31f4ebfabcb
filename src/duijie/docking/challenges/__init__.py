"""Challenges (揭榜挂帅): a problem with a bounty and published rules, proposals that stay sealed until
the deadline, a public opening, a judgement by published criteria, an award, and a deal.

Pure parts: :mod:`.sealing`, :mod:`.package`, :mod:`.lifecycle`, :mod:`.scoring`. The rest is a small
room of its own, whose files mean what they mean in every room.
"""
