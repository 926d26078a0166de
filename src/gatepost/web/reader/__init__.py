"""What readers and their widgets may ask: see docs/reference/http.md."""
