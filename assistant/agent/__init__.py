"""The agent: tools, constraints, claim check and the service that runs one turn."""
