"""Every address of the site and every operation of the API, as everybody who might ask."""
