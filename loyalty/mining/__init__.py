"""Reads the log into what is kept of it, a little at a time. Read `job.py` first."""
