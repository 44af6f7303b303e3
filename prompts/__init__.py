"""What the language model is told: versioned YAML and the code that finds it. Read `library.py` first."""
