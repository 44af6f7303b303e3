"""Finds products: catalogue, filters, lexical and dense indexes, fusion. Read `engine.py` first."""
