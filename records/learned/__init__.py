"""Keeps what loyalty learned of conversations and customers. Read `readings.py` first, then `loyalty_scores.py`."""
