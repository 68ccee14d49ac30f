"""Shrinks programmes of tests: tau squared by statsmodels, posteriors by solving the joint normal model; one programme a line.

The joint model has the true effects and the programme's mean as unknowns, with a flat prior on the mean. Its precision matrix is inverted
whole, which shares no formula with the product's code.
"""

import json
import random

import numpy as np
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

chance = random.Random(20261102)


def posteriors(effects, variances):
    """tau squared, the programme's mean, and each true effect's mean and standard deviation."""
    combined = combine_effects(np.array(effects), np.array(variances), method_re="chi2")
    tau2 = max(0.0, combined.tau2)
    k = len(effects)
    if tau2 == 0:
        mean, sd = combined.mean_effect_fe, np.sqrt(1 / np.sum(1 / np.array(variances)))
        return tau2, mean, [mean] * k, [sd] * k
    precision = np.diag([1 / v + 1 / tau2 for v in variances] + [k / tau2])
    precision[:k, k] = precision[k, :k] = -1 / tau2
    covariance = np.linalg.inv(precision)
    means = covariance @ np.array([y / v for y, v in zip(effects, variances)] + [0.0])
    return tau2, means[k], list(means[:k]), list(np.sqrt(np.diag(covariance)[:k]))



def arms_of_shares(spread):
    n0 = chance.choice([2_000, 60_000])
    n1, rate = round(n0 * chance.uniform(0.99, 1.01)), chance.uniform(0.05, 0.4)
    x0, x1 = round(n0 * rate), round(n1 * rate * (1 + chance.gauss(0.02, spread)))
    level = lambda n, x: (x / n, x / n * (1 - x / n) / n)
    return {"n": n0, "successes": x0}, {"n": n1, "successes": x1}, level(n0, x0), level(n1, x1)


def arms_of_means(spread):
    n0, n1 = chance.randint(900, 1_000), chance.randint(900, 1_000)
    m0 = round(chance.uniform(5, 50), 3)
    m1, v0, v1 = round(m0 * (1 + chance.gauss(0.01, spread)), 3), round(m0 * 3, 3), round(m0 * 4, 3)
    return {"n": n0, "mean": str(m0), "variance": str(v0)}, {"n": n1, "mean": str(m1), "variance": str(v1)}, (m0, v0 / n0), (m1, v1 / n1)


def programme(number):
    kind, make = (("proportion", arms_of_shares), ("mean", arms_of_means))[number % 2]
    spread = chance.choice([0.0, 0.02, 0.1])
    tests, absolute, relative = [], [], []
    for k in range(chance.randint(5, 12)):
        control, treatment, (c, vc), (t, vt) = make(spread)
        control["indicator"], treatment["indicator"] = "0.9", str(round(0.9 + chance.choice([-0.05, 0.013, 0.02]), 4))
        tests.append({"id": f"t{k}", "service": "s", "metric": "accuracy", "programme": "p", "kind": kind, "from": "2026-01-01",
                      "to": "2026-01-31", "valid_until": "2026-12-31", "control": control, "treatment": treatment})
        absolute.append((t - c, vc + vt))
        relative.append((np.log(t / c), vc / c**2 + vt / t**2))
    z = stats.norm.ppf(0.975)
    tau2, mean, means, sds = posteriors(*zip(*absolute))
    ln_tau2, ln_mean, ln_means, ln_sds = posteriors(*zip(*relative))
    changes = [float(test["treatment"]["indicator"]) - 0.9 for test in tests]
    print(json.dumps({
        "tests": tests,
        "priors": [mean, tau2, ln_mean, ln_tau2],
        "absolute": [[m, m - z * s, m + z * s] for m, s in zip(means, sds)],
        "relative": [[np.exp(m) - 1, np.exp(m - z * s) - 1, np.exp(m + z * s) - 1] for m, s in zip(ln_means, ln_sds)],
        "slope": [[m / d, *sorted([(m - z * s) / d, (m + z * s) / d])] for m, s, d in zip(means, sds, changes)],
    }))


for number in range(60):
    programme(number)
