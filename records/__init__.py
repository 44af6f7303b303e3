"""Keeps customers, orders, conversations; the only door to personal data. Read `conversation_log.py` first."""
