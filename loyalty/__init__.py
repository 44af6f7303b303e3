"""Learns from conversations and purchases who is loyal, who is leaving and why; read `nouns.py` first."""
