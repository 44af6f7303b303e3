"""What is kept of a person, given out or made to go away; read `personal_data.py`, then `erasing.py`."""
