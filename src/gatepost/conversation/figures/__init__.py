"""Figures: what happened at the desk, counted from what is kept, and the blind sample of decided comments."""
