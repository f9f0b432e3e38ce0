"""Suites whose cases come from outside."""
