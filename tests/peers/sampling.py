"""Wilson's 95 % interval by statsmodels: one case a line, successes, cases, low and high."""

import json

import numpy as np
from statsmodels.stats.proportion import proportion_confint

chance = np.random.default_rng(20261102)
for _ in range(400):
    cases = int(np.exp(chance.uniform(0, np.log(5_000_000))))
    right = int(chance.choice([0, cases, chance.binomial(cases, chance.uniform())]))
    low, high = proportion_confint(right, cases, alpha=0.05, method="wilson")
    print(json.dumps({"right": right, "cases": cases, "low": low, "high": high}))
