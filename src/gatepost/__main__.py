"""`python -m gatepost` is the `gatepost` command."""

from gatepost.cli import main

if __name__ == "__main__":
    main()
