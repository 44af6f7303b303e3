"""Reads what is plain in a shopper's words, so that no language model has to decide it."""
