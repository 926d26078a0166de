"""The demonstration: a small invented newspaper whose pages embed the widget.

`site.DEMO_ROUTES` are its pages; `seed.seed` gives it its first comments, by the journey that readers take.
"""
