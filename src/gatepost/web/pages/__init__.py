"""Reading articles from the publisher's own pages: docs/decisions/0009."""
