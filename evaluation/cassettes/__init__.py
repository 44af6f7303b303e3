"""Recorded calls of a language model: a replay repeats exactly, and needs no model."""
