"""Every read of the docking room that needs a name. All take the actor's standing."""
