"""What can go wrong in a conversation, sorted by who must act.

`OperatorError`: whoever runs the shop; its text is one sentence that says what to do. `LanguageModelError`: the
endpoint; worth another try. `ShopperError`: the person typing; front ends use `code`.
"""

from __future__ import annotations


class DaogouError(Exception):
    """Root of the tree."""


class OperatorError(DaogouError):
    """The installation must be changed; a command ends with exit code 2."""


class SettingsError(OperatorError):
    """A setting is missing, unknown or contradicts another; `setting` is its environment variable."""

    def __init__(self, message: str, setting: str) -> None:
        super().__init__(message)
        self.setting = setting


class ModelFileError(OperatorError):
    """The embedded model's file cannot be had or is not the one expected."""


class PortBusyError(OperatorError):
    """Another program listens on the port asked for; `port` is its number."""

    def __init__(self, message: str, port: int) -> None:
        super().__init__(message)
        self.port = port


class LanguageModelError(DaogouError):
    """The language model did not answer; `retryable` says whether the same call may work later.

    `retry_after_seconds` is what the server asked to wait, `timed_out` says that a time limit was over, and
    `request_at_fault` that the model is well but would not take this request (too long, refused content).
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = True,
        retry_after_seconds: float | None = None,
        timed_out: bool = False,
        request_at_fault: bool = False,
    ) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.retry_after_seconds = retry_after_seconds
        self.timed_out = timed_out
        self.request_at_fault = request_at_fault


class UnreadableCallError(LanguageModelError):
    """The language model wrote a tool call that cannot be read, and again when asked again: its own failure, not its
    endpoint's."""


class RailError(DaogouError):
    """A safety rail broke and so the turn is blocked; `rail` is its name (`pace`, `input`, `data`, `output`)."""

    def __init__(self, message: str, rail: str) -> None:
        super().__init__(message)
        self.rail = rail


class ShopperError(DaogouError):
    """The message cannot be taken as it is; `code` names the reason (`empty`, `too_long`, `no_words`, `too_fast`)."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code
