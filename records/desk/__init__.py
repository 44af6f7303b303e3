"""What support staff keep of conversations: takings-over, messages, notes, labels, and finding them again."""
