"""What waits at the desk: lists with filters and orders, search, claims, bulk decisions, saved views."""
