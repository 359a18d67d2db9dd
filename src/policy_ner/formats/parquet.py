"""Mentions as Parquet: a row a mention, amounts as decimal(38, 4); pyarrow is the extra `parquet`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from policy_ner.errors import OutputError
from policy_ner.formats import columns
from policy_ner.formats.columns import COLUMNS, Cell
from policy_ner.formats.records import Document

if TYPE_CHECKING:
    import pyarrow

_DIGITS, _SCALE = 38, 4
_GROUP = 50_000  # rows that are written together
_NUMBERS = tuple(column.name for column in COLUMNS if column.kind == "number")


def check_installed() -> None:
    """Let pass where pyarrow is installed.

    Raises:
        OutputError: It is not.
    """
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        hint = (
            "Install it: pip install 'policy-ner[parquet]', or pipx inject policy-ner pyarrow; or write .csv or .xlsx."
        )
        raise OutputError("Parquet needs the package pyarrow, which is not installed", hint) from None


class ParquetWriter:
    """Groups of rows, written as they fill."""

    def __init__(self, stream: BinaryIO) -> None:
        check_installed()
        import pyarrow.parquet  # noqa: PLC0415 (an extra)

        self.schema = _schema()
        self.file = pyarrow.parquet.ParquetWriter(stream, self.schema, compression="zstd")
        self.rows: list[dict[str, Cell]] = []

    def write(self, document: Document) -> None:
        """Write one document."""
        self.rows += map(_fitted, columns.rows(document))
        if len(self.rows) >= _GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left."""
        self._flush()
        self.file.close()

    def _flush(self) -> None:
        import pyarrow  # noqa: PLC0415 (an extra)

        if self.rows:
            self.file.write_table(pyarrow.Table.from_pylist(self.rows, schema=self.schema))
        self.rows = []


def _schema() -> pyarrow.Schema:
    import pyarrow  # noqa: PLC0415 (an extra)

    types: dict[str, Any] = {
        "text": pyarrow.string(),
        "count": pyarrow.int64(),
        "number": pyarrow.decimal128(_DIGITS, _SCALE),
        "share": pyarrow.float64(),
    }
    return pyarrow.schema(
        [pyarrow.field(column.name, types[column.kind], metadata={"about": column.about}) for column in COLUMNS]
    )


def _fitted(row: dict[str, Cell]) -> dict[str, Cell]:
    """The row; a value that decimal(38, 4) can't hold exactly is left out, and `value_error` says which."""
    wide = [cell for name in _NUMBERS if isinstance(cell := row[name], Decimal) and not _fits(cell)]
    if not wide:
        return row
    error = f"{wide[0]:f} has more digits than decimal({_DIGITS}, {_SCALE}) holds"
    return row | dict.fromkeys(columns.attributes(str(row["label"]))) | {"value_error": error}


def _fits(number: Decimal) -> bool:
    _, _, exponent = number.normalize().as_tuple()
    return isinstance(exponent, int) and exponent >= -_SCALE and number.adjusted() < _DIGITS - _SCALE
