"""What is to be expected of a customer from purchases alone. Read `forecast.py` first."""
