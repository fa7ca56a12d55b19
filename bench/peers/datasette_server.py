"""Serves one SQLite file by datasette, without a log of requests: python datasette_server.py FILE PORT."""

import sys

import uvicorn
from datasette.app import Datasette

file, port = sys.argv[1], int(sys.argv[2])
# What a page shows besides the rows is left out; everything else is as it comes.
settings = {"suggest_facets": False, "allow_download": False}
app = Datasette([file], settings=settings).app()
uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="on")
