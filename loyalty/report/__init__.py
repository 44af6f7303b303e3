"""What was learned, as a page with plots and as tables. Read `page.py` first."""
