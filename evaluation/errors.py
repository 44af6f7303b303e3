"""What can go wrong while something is judged; whoever runs the evaluation must act."""

from __future__ import annotations

from assistant.errors import OperatorError


class EvaluationError(OperatorError):
    """What was handed in cannot be judged; the text is one sentence that says what to do."""
