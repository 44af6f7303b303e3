"""Reads the log into what is kept of it, a little at a time. Read `shop_loyalty.py` first, then `job.py`."""
