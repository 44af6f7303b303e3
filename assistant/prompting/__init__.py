"""Which version of the prompts answers whom: drafts, labels and shares of the traffic."""
