"""The tables of LeRobot's data sets, as Parquet files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError


def require() -> None:
    """Raise where pyarrow, which writes Parquet, isn't installed."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise PerdureError("format=lerobot needs pyarrow: pip install 'perdure[lerobot]'.") from error
    assert pyarrow.parquet


def frames(columns: Mapping[str, NDArray[Any]]) -> Any:
    """Return a table of steps; rows of numbers become lists of fixed length."""
    import pyarrow as pa

    return pa.table({name: _lists(column) for name, column in columns.items()})


def save_frames(path: Path, episodes: Sequence[Any]) -> None:
    """Write a table for each episode, as one row group each."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(path, episodes[0].schema) as file:
        for episode in episodes:
            file.write_table(episode, row_group_size=len(episode))


def save_episodes(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a row for each episode."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({name: [row[name] for row in rows] for name in rows[0]}), path)


def save_tasks(path: Path, instructions: Sequence[str]) -> None:
    """Write the tasks as pandas writes a table whose index are the instructions: readers find them by that alone."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    index = "__index_level_0__"
    table = pa.table({"task_index": pa.array(range(len(instructions)), pa.int64()), index: list(instructions)})
    pandas = {
        "index_columns": [index],
        "column_indexes": [],
        "columns": [
            _column("task_index", "task_index", "int64", "int64"),
            _column(None, index, "unicode", "object"),
        ],
        "creator": {"library": "pyarrow", "version": pa.__version__},
        "pandas_version": "2.0.0",
    }
    pq.write_table(table.replace_schema_metadata({"pandas": json.dumps(pandas)}), path)


def _column(name: str | None, field: str, pandas: str, numpy: str) -> dict[str, Any]:
    return {"name": name, "field_name": field, "pandas_type": pandas, "numpy_type": numpy, "metadata": None}


def _lists(column: NDArray[Any]) -> Any:
    import pyarrow as pa

    if column.ndim == 1:
        return pa.array(column)
    return pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(column).ravel()), column.shape[1])
