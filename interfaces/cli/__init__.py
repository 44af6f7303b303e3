"""The `daogou` command."""
