"""Matching for programs."""
