"""What to do about a customer, within a budget, and what their profile says. Read `advising.py` first."""
