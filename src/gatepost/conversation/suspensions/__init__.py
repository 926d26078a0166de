"""Suspending an author: for a time, on a ground, announced, open to one appeal, and never in secret."""
