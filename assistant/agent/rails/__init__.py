"""What keeps a conversation safe: rails on the message, on what tools return, and on every sentence of the answer.

Read `rails.py` first. Each rail is deterministic, knows both languages, and blocks the turn when it breaks.
"""
