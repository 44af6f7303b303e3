// The page at /conversations.
