"""Who fits and why: from a need to ranked items with the sentences that prove it. Pure."""
