"""A database copied into another, of whichever kind: in steps that survive being killed, and compared."""
