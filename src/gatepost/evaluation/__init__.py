"""Datasets, metrics with intervals, slices and reports."""
