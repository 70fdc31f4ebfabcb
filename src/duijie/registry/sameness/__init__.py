"""Whether two records are of one person: pure in :mod:`.commonness`, :mod:`.judging`, :mod:`.grouping`;
:mod:`.evidence` loads what they judge by."""
