"""Readers who comment, as far as a site knows them again: by the token that their first comment gave."""
