"""The claim check: finds what an answer states and holds it against rows and passages. Read `checker` first."""
