"""What makes a conversation: marks, questions to the newsroom, follows, an article's own settings."""
