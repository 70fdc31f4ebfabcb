"""The sources that pages come from, as people keep them: list, form, runs in the background, journal of a run."""
