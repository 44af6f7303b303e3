"""The doors: web pages and the command line."""
