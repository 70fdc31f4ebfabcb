"""Items that say the same: pure in :mod:`.comparing`; :mod:`.queries` groups them for a reader."""
