"""Belonging to an organisation: by a confirmed mail address under its domain, or by its admin's word."""
