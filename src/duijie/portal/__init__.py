"""The frame of the site: base templates, components, home, my items."""
