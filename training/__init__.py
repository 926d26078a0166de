"""From public data to the shipped weights, reproducible; never imported by the package."""
