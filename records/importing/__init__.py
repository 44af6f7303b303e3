"""Customers, orders and transcripts from files and into files; `importer.py` and `dumping.py` are the ways in."""
