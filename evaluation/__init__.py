"""Judges what the assistant did; not built yet (see docs/architecture.md)."""
