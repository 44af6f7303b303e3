"""The prompt lab: versions, drafts, trials side by side, publishing."""
