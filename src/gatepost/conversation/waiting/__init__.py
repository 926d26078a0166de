"""How long a comment that waits for a person is likely to wait: from what others really waited lately."""
