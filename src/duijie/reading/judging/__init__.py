"""Pure judgements over facts: what they say, who speaks, whom a name means, what is worth proposing, what is over."""
