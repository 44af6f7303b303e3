"""Value, loyalty, risk: additive scores whose contributions add up, in words. Read `scoring.py` first."""
