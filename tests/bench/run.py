#!/usr/bin/env python3
"""Benchmarks: the product's figure beside its peer's, taken in one run.

    PEERS=FOLDER tests/bench/run.py [pdf] [pages] [growth] [simulation] [ingest] [stored]

All parts by default; CONTRIBUTING.md says what each needs. Python's packages go into tests/bench/.venv, npm's into
tests/bench/node_modules. Nothing here is a test: it prints medians, ratios and the load.
"""
import sys

import growth
import ingest
import pages
import pdf
import simulation
import stored
from common import TOP, load, run

PARTS = {"pdf": pdf.measure, "pages": pages.measure, "growth": growth.measure, "simulation": simulation.measure, "ingest": ingest.measure,
         "stored": stored.measure}
wanted = sys.argv[1:] or list(PARTS)
if unknown := [name for name in wanted if name not in PARTS]:
    sys.exit(f"there is no part {unknown[0]}: choose from {', '.join(PARTS)}")
run("cargo", "build", "--release", "-p", "server", cwd=TOP)
for name in wanted:
    load()
    PARTS[name]()
