"""Fills an Evidently workspace with a project that has one drift report; prints the project's id."""
import random
import sys

import pandas
from evidently import Report
from evidently.presets import DataDriftPreset
from evidently.ui.workspace import Workspace

chance = random.Random(42)
frame = lambda mean: pandas.DataFrame({f"column {n}": [chance.gauss(mean, 1) for _ in range(1_000)] for n in range(8)})
workspace = Workspace.create(sys.argv[1])
project = workspace.create_project("bench")
workspace.add_run(project.id, Report([DataDriftPreset()]).run(frame(0.3), frame(0.0)))
print(project.id)
