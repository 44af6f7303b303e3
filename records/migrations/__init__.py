"""How the database's tables came to be, one revision a file; run by `Database.upgrade`."""
