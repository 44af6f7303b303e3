"""What people wrote and who they are, sealed with a key of their own; read `vault.py` first."""
