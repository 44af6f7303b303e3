"""Teaches sentiment models and says how good they became. Read `training.py` first."""
