"""The routes for programs and for the page's own scripts, and what stands before every door of the site."""
