"""Who may come in and do what: accounts, sign-ins, API keys; read `rules.py` first."""
