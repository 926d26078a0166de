"""The demonstration: a small invented newspaper whose pages embed the widget."""
