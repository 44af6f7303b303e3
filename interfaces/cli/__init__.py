"""The command line `daogou`; `main.py` lists the verbs, one file a group."""
