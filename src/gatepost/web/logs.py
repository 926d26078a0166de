"""Logs for people on a terminal, JSON lines elsewhere; never a text, a name, a token, an address.

There is no switch that lets texts in: a log is copied to more places than anybody remembers.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from types import TracebackType
from typing import Any, TextIO

import structlog

from gatepost.conversation.discretion import told_at_length

Raised = tuple[type[BaseException], BaseException, TracebackType | None]

log = structlog.get_logger("gatepost.process")


def configure(level: str = "info") -> None:
    """Send everything, uvicorn's own lines included, to stderr in one shape."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[structlog.typing.Processor]
    if sys.stderr.isatty():
        # Where rich is installed, tracebacks would else print what every variable holds: texts, passwords.
        final = [structlog.dev.ConsoleRenderer(exception_formatter=_on_terminal)]
    else:
        final = [
            structlog.processors.ExceptionRenderer(_in_json),
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ]
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[*shared, *final],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)


def catch_the_rest(loop: asyncio.AbstractEventLoop) -> None:
    """What nobody caught is told like everything else: Python's own way quotes what an exception holds."""
    loop.set_exception_handler(_in_loop)
    threading.excepthook = _in_thread


def _in_loop(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # `context["future"]` and the like repeat the exception with all that it says.
    message = str(context.get("message", "")).partition("\n")[0]
    log.error("nobody waited for this", what=message, exc_info=context.get("exception"))


def _in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_type is SystemExit:
        return
    name = given.thread.name if given.thread is not None else ""
    exc = (given.exc_type, given.exc_value, given.exc_traceback) if given.exc_value is not None else None
    log.critical("a thread ended", thread=name, exc_info=exc)


def _in_json(exc_info: Raised) -> str:
    return told_at_length(*exc_info)


def _on_terminal(to: TextIO, given: Raised) -> None:
    to.write("\n" + told_at_length(*given))
