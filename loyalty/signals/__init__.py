"""What a shopper's words say about their loyalty, each with the words themselves. Read `reader.py` first."""
