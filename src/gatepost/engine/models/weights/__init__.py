"""Data only: the shipped weights (safetensors). Made by `training/`; the model cards tell what they can do."""
