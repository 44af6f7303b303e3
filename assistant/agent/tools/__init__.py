"""What the agent can do, and how a language model is offered it. Read `offered` first."""
