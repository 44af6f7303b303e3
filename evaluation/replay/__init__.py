"""Transcripts played again: the shopper's side to a fresh assistant, and what was seen of it."""
