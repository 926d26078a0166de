from tests.unit.store.full import filled, full

__all__ = ["filled", "full"]
