"""The conversation desk: finding, reading and taking over conversations."""
