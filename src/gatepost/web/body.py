"""Reads JSON bodies strictly into records, and says exactly what is wrong with those that do not fit.

Litestar would decode leniently (`"5"` for 5, `"null"` for nothing) and call every fault the same. This stands
where it lets other codecs plug in: `data_dto=JsonBody[Record]` on a route.
"""

from __future__ import annotations

import json
import re
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from gatepost.web.problems import FieldFault, Problem

T = TypeVar("T")

MAX_BODY = 256 * 1024
"""Bytes of a body: 20,000 code points of JSON escapes (12 bytes for one outside the BMP) and some room."""

WHERE = re.compile(r"^(?P<message>.*?)(?: - at `\$(?P<where>.*?)`)?$", re.DOTALL)
MISSING = re.compile(r"missing required field `(?P<field>[^`]+)`")


def decode(body: bytes, record: type[T]) -> T:
    """JSON bytes as `record`. Unknown fields are ignored. Raises Problem for anything that does not fit."""
    try:
        try:
            return msgspec.json.decode(body, type=record)
        except msgspec.ValidationError as error:
            if "`float`" not in str(error):
                raise
            # JSON makes no difference between 1 and 1.0: whole numbers are whole however they are written.
            return msgspec.convert(json.loads(body, parse_float=_number), record)
    except msgspec.ValidationError as error:
        raise _field_problem(str(error)) from None
    except UnicodeDecodeError as error:
        raise Problem("not-unicode", f"Byte {error.start} of a text is not UTF-8. Send UTF-8.") from None
    except RecursionError:
        raise Problem("malformed-json", "The JSON is nested too deeply to be a request of ours.") from None
    except msgspec.DecodeError as error:
        raise _syntax_problem(body, str(error)) from None


def _number(written: str) -> int | float:
    value = float(written)
    return int(value) if value.is_integer() else value


def _field_problem(message: str) -> Problem:
    found = WHERE.match(message)
    where = (found["where"] if found else "") or ""
    plain = found["message"] if found else message
    missing = MISSING.search(plain)
    if missing:
        where = f"{where}.{missing['field']}"
        plain = "this field is missing"
    where = where.lstrip(".") or "body"
    plain = plain[:1].lower() + plain[1:].replace("`", "")
    return Problem("invalid-field", f"{where}: {plain}.", errors=(FieldFault(where, plain),))


def _syntax_problem(body: bytes, message: str) -> Problem:
    """msgspec sees a lone surrogate as a fault of syntax; it is one of the text; say so."""
    try:
        body.decode("utf-8")
        loose = json.loads(body)
        json.dumps(loose, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        return Problem("not-unicode", f"Byte {error.start} of the body is not UTF-8. Send UTF-8.")
    except UnicodeEncodeError:
        return Problem("not-unicode", "A \\u escape is half of a surrogate pair. Send well-formed Unicode.")
    except (ValueError, RecursionError):
        pass
    plain = message.removeprefix("JSON is malformed: ")
    return Problem("malformed-json", f"The body is not JSON: {plain[:1].lower()}{plain[1:]}.")


class JsonBody(AbstractDTO[T], Generic[T]):
    """Litestar's place for a codec, used for requests only: strict JSON, `application/json` or nothing."""

    model_type: ClassVar[type[Any]]  # type: ignore[misc]

    def decode_bytes(self, value: bytes) -> Any:
        header = self.asgi_connection.headers.get("content-type", "")
        media = header.partition(";")[0].strip().lower()
        if media != "application/json" and not (media.startswith("application/") and media.endswith("+json")):
            said = f"{media!r}" if media else "nothing"
            raise Problem(
                "unsupported-media-type",
                f"Content-Type says {said}. Send JSON with `Content-Type: application/json`.",
                headers={"Accept-Post": "application/json"},
            )
        return decode(value, self.model_type)

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Nothing to prepare: the record itself is what is decoded."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: Any
    ) -> Reference | Schema:
        schema: Reference | Schema = schema_creator.for_field_definition(field_definition)
        return schema

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Any:
        return iter(())

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        return False
