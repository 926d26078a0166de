"""Readers' reports: whom they bring a comment before, and whose do not count."""
