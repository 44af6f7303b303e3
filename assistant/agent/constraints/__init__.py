"""What the shopper asked for, read from words and kept as typed values. Read `held` first."""
