"""Plans tests of shares with statsmodels: one case a line, what is asked and the units per arm."""

import json
import random

from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

chance = random.Random(20261103)
for _ in range(300):
    base = round(chance.choice([chance.uniform(0.002, 0.05), chance.uniform(0.05, 0.9)]), 5)
    effect = round(base * chance.choice([-1, 1]) * chance.uniform(0.005, 0.1), 6)
    if not 0 < base + effect < 1:
        continue
    n = samplesize_proportions_2indep_onetail(effect, base, 0.8, ratio=1, alpha=0.05, value=0, alternative="two-sided")
    print(json.dumps({"base": str(base), "effect": f"{effect:.6f}", "per_arm": float(n)}))
