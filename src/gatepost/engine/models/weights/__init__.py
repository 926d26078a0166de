"""Data only: the shipped weights (safetensors). Made by `training/`; see the model cards."""
