"""The many-lingual encoder: from an open base model to the shipped weights of the `full` engine."""
