"""Judges what the assistant did: retrieval against graded judgments. Read `retrieval_evaluation.py` first."""
