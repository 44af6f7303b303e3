"""How satisfied a conversation left its shopper, 1 to 5. Read `model.py` first."""
