"""Analyses tests with scipy and statsmodels: one case a line, the request and what the two libraries say."""

import json
import random

import numpy as np
from scipy import stats
from statsmodels.stats import proportion
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

chance = random.Random(20261101)


def split_p(n0, n1, planned):
    total = n0 + n1
    return stats.chisquare([n0, n1], [total * planned[0], total * planned[1]]).pvalue


def say(metric, control, treatment, confidence, planned, absolute, relative, p_value):
    request = {"metric": metric, "control": control, "treatment": treatment, "confidence": confidence, "expected_split": planned}
    split = split_p(control["n"], treatment["n"], planned)
    print(json.dumps({"request": request, "absolute": absolute, "relative": relative, "p_value": p_value, "split_ratio_p": split}))


def shares():
    n0 = chance.choice([20, 300, 5_000, 200_000])
    n1 = round(n0 * chance.uniform(0.9, 1.1))
    rate = chance.choice([0.004, 0.05, 0.5, 0.97])
    x0, x1 = max(1, int(n0 * rate)), min(n1, max(1, int(n1 * rate * chance.uniform(0.9, 1.1))))
    confidence = chance.choice([0.8, 0.9, 0.95, 0.99])
    planned = chance.choice([[0.5, 0.5], [0.48, 0.52]])
    low, high = proportion.confint_proportions_2indep(x1, n1, x0, n0, compare="diff", method="newcomb", alpha=1 - confidence)
    ratio_low, ratio_high = proportion.confint_proportions_2indep(x1, n1, x0, n0, compare="ratio", method="log", alpha=1 - confidence)
    _, p_value = proportion.proportions_ztest([x1, x0], [n1, n0])
    difference, ratio = x1 / n1 - x0 / n0, (x1 / n1) / (x0 / n0)
    say("proportion", {"n": n0, "successes": x0}, {"n": n1, "successes": x1}, confidence, planned,
        [difference, low, high], [ratio - 1, ratio_low - 1, ratio_high - 1], p_value)


def sample(size):
    return np.random.default_rng(chance.randint(0, 10**9)).gamma(chance.uniform(0.5, 5), chance.uniform(0.1, 90), size)


def means():
    # Few units too: there Student's t is far from the normal distribution.
    control, treatment = sample(chance.choice([3, 8, 60, 4000])), sample(chance.choice([3, 8, 60, 4000]))
    confidence = chance.choice([0.8, 0.9, 0.95, 0.99])
    compared = CompareMeans(DescrStatsW(treatment), DescrStatsW(control))
    low, high = compared.tconfint_diff(alpha=1 - confidence, usevar="unequal")
    p_value = stats.ttest_ind(treatment, control, equal_var=False).pvalue
    m0, m1, v0, v1 = control.mean(), treatment.mean(), control.var(ddof=1), treatment.var(ddof=1)
    half = stats.norm.ppf((1 + confidence) / 2) * np.sqrt(v0 / len(control) / m0**2 + v1 / len(treatment) / m1**2)
    arm = lambda units, mean, variance: {"n": len(units), "mean": float(mean), "variance": float(variance)}
    say("mean", arm(control, m0, v0), arm(treatment, m1, v1), confidence, [0.5, 0.5],
        [m1 - m0, low, high], [m1 / m0 - 1, m1 / m0 * np.exp(-half) - 1, m1 / m0 * np.exp(half) - 1], p_value)


for _ in range(300):
    shares()
    means()
