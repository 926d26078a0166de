"""Readers with an account: signing in, names and badges, and what a reader may ask of us about oneself."""
