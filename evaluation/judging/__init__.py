"""A language model as judge of helpfulness, by a versioned rubric, and how far it agrees with people."""
