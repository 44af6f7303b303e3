"""What a signed-in shopper bought before, and how it shapes what they are shown. Read `shopper.py` first."""
