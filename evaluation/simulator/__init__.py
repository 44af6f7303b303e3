"""Shoppers who are no people: with a goal, a persona and patience, by rules or by a language model."""
