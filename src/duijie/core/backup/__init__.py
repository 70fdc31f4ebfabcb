"""Everything that cannot be made again, in one archive: the database at one moment, the files, and
what is needed to check them."""
