"""One script a figure; each prints one JSON object last. A package, so that no library of the same name hides it."""
