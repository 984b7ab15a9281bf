"""`vectors.npy`, written row after row and never held whole, for only at its end is known how many rows there are."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt


class MatrixWriter:
    """Writes a file of float32 rows as numpy reads it. Use it in a `with`; the file is whole when that has ended."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self.rows = 0
        self.dimension = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._file.seek(0)
                self._write_header()
        finally:
            self._file.close()

    def append(self, rows: npt.NDArray[np.float32]) -> None:
        """Write some rows, all of one length."""
        if not self.rows:
            self.dimension = rows.shape[1]
            self._write_header()
        if rows.shape[1] != self.dimension:
            raise ValueError(f"a vector has {rows.shape[1]} numbers and those before it {self.dimension}")
        self._file.write(np.ascontiguousarray(rows, dtype="<f4").tobytes())
        self.rows += len(rows)

    def _write_header(self) -> None:
        # numpy pads it so that the number of rows may grow in place.
        shape = (self.rows, self.dimension)
        np.lib.format.write_array_header_1_0(self._file, {"descr": "<f4", "fortran_order": False, "shape": shape})
