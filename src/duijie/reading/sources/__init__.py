"""Where pages come from: a folder, a list of addresses, a feed, a sitemap, a WARC file."""
