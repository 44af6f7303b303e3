"""The revisions, oldest first; a revision that was released is never changed."""
