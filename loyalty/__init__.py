"""Learns loyalty from conversations and purchases; not built yet (see docs/architecture.md)."""
