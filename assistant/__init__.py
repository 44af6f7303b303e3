"""Talks: one turn from a shopper's message to a checked answer. Read `agent/chat_service.py` first."""
