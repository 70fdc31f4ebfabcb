"""The repair steps, one idea a module: each is a pure function from Reading to Reading."""
