"""What was known of a customer on a date, as numbers with their sources. Read `features.py` first."""
