"""Loads a file of CSV into DuckDB by dlt, as its documentation does it: `load_with_dlt.py FILE DATABASE FOLDER`.

It is run by the Python of the peers' environment.
"""

import sys
from importlib import import_module
from pathlib import Path


def main(source: Path, database: str, folder: str) -> None:
    """Loads the file into the table `account`, a row a key."""
    dlt, files = import_module("dlt"), import_module("dlt.sources.filesystem")
    pipeline = dlt.pipeline(
        "peer", destination=dlt.destinations.duckdb(database), dataset_name="main", pipelines_dir=folder
    )
    rows = files.filesystem(bucket_url=source.parent.as_uri(), file_glob=source.name) | files.read_csv()
    pipeline.run(rows.with_name("account"), write_disposition="merge", primary_key="Account ID")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), *sys.argv[2:])
