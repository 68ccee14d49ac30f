#!/usr/bin/env python3
"""Makes predictions.csv, and predictions.json: what scikit-learn and SciPy say of them, apart from the product's code.

Bins, groups and the half case are those of docs/methodology.md, written here a second time with NumPy. Needs numpy, scipy, scikit-learn:
python3 tests/golden/predictions.py
"""

import collections
import csv
import datetime
import json
import pathlib
import random
import warnings

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_score, recall_score

HERE = pathlib.Path(__file__).parent
ZONE = datetime.timezone(datetime.timedelta(hours=7))
FIRST = datetime.date(2026, 9, 1)
REFERENCE = 6
DAYS = 10
chance = random.Random(20261125)


def cases():
    countries = ["ID", "SG", "VN", "TH", "MY"]
    for day in range(DAYS):
        moved = day - REFERENCE + 1 if day >= REFERENCE else 0
        for n in range(60):
            at = datetime.datetime.combine(FIRST, datetime.time(), ZONE) + datetime.timedelta(days=day, seconds=chance.randrange(86_400))
            fraud = chance.random() < 0.25
            score = min(max(chance.gauss(0.65 if fraud else 0.3, 0.18), 0.0), 1.0)
            # On the last day nothing is flagged: precision is unknown.
            flagged = score > 0.5 and day != DAYS - 1
            outcome, known = "", ""
            if chance.random() < 0.85:
                outcome = "fraud" if fraud else "good"
                known = (at + datetime.timedelta(seconds=chance.randrange(40 * 86_400))).astimezone(datetime.timezone.utc)
            amount = round(chance.lognormvariate(3 + 0.3 * moved, 1.2), 2) if chance.random() < 0.95 else ""
            if amount and chance.random() < 0.05:
                amount = -amount
            country = chance.choices(countries + ["KH"], [40, 25, 15, 12, 8, 6 * moved])[0]
            yield {
                "id": f"d{day}-{n}",
                "time": at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "prediction": "fraud" if flagged else "good",
                "score": f"{score:.4f}",
                "outcome": outcome,
                "outcome_time": known and known.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "feature:amount": amount,
                "feature:country": country,
            }


def local_day(row):
    return moment(row["time"]).astimezone(ZONE).date().isoformat()


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def quality(rows):
    known = [row for row in rows if row["outcome"]]
    truth, said = [row["outcome"] for row in known], [row["prediction"] for row in known]
    tn, fp, fn, tp = (int(n) for n in confusion_matrix(truth, said, labels=["good", "fraud"]).ravel())
    ages = [(moment(row["outcome_time"]) - moment(row["time"])).total_seconds() / 86_400 for row in known]
    flagged = tp + fp > 0
    return {
        "tp": tp, "fp": fp, "fn": fn, "tn": tn,
        "accuracy": accuracy_score(truth, said),
        "precision": precision_score(truth, said, pos_label="fraud") if flagged else None,
        "recall": recall_score(truth, said, pos_label="fraud"),
        "f1": f1_score(truth, said, pos_label="fraud"),
        "true-positive-share": tp / len(known), "false-positive-share": fp / len(known),
        "false-negative-share": fn / len(known), "true-negative-share": tn / len(known),
        "label-coverage": len(known) / len(rows), "label-age": float(np.mean(ages)), "predictions": len(rows),
    }


def bin_edges(values):
    """The edge of each value's bin that is nearer to zero: 256 equal parts of each power of two."""
    mantissa, exponent = np.frexp(np.abs(values))
    return np.sign(values) * np.ldexp(np.floor(mantissa * 512) / 512, exponent)


def compare(reference, now):
    """PSI with half a case in each group, and Jensen-Shannon without."""
    reference, now = np.array(reference, float), np.array(now, float)
    p, q = ((counts + 0.5) / (counts + 0.5).sum() for counts in (reference, now))
    return {
        "n": int(now.sum()), "n_reference": int(reference.sum()), "groups": len(reference),
        "psi": float(np.sum((q - p) * np.log(q / p))),
        "jensen_shannon": float(jensenshannon(reference, now, base=2) ** 2),
    }


def numbers(reference, now):
    reference, now = bin_edges(np.array(reference, float)), bin_edges(np.array(now, float))
    edges, counts = np.unique(reference, return_counts=True)
    tenths = np.cumsum(counts) * 10 // len(reference)
    closes = (np.diff(np.concatenate([[0], tenths])) > 0) & (np.cumsum(counts) < len(reference))
    cuts = edges[closes]
    grouped = [np.bincount(np.searchsorted(cuts, values), minlength=len(cuts) + 1) for values in (reference, now)]
    return compare(*grouped) | {"ks": float(ks_2samp(reference, now).statistic)}


def categories(reference, now):
    # Names that the reference has, then all others together; of the latter there may be none.
    reference, now = collections.Counter(reference), collections.Counter(now)
    names = sorted(reference)
    others = sum(n for name, n in now.items() if name not in reference)
    table = [[reference[name] for name in names] + ([0] if others else []), [now[name] for name in names] + ([others] if others else [])]
    statistic = float(chi2_contingency(table, correction=False).statistic)
    return compare(*table) | {"chi_square": statistic, "cramers_v": (statistic / np.sum(table)) ** 0.5}


def drift(reference, rows):
    def of(column):
        return [row[column] for row in reference if row[column] != ""], [row[column] for row in rows if row[column] != ""]

    return {
        "prediction": categories(*of("prediction")),
        "score": numbers(*of("score")),
        "amount": numbers(*of("feature:amount")),
        "country": categories(*of("feature:country")),
    }


def main():
    warnings.simplefilter("error")
    rows = list(cases())
    with (HERE / "predictions.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    days = collections.defaultdict(list)
    for row in rows:
        days[local_day(row)].append(row)
    names = sorted(days)
    reference = [row for day in names[:REFERENCE] for row in days[day]]
    answer = {"reference": {"from": names[0], "to": names[REFERENCE - 1]}, "days": {}}
    for day in names:
        answer["days"][day] = {"quality": quality(days[day]), "drift": drift(reference, days[day])}
    answer["all"] = {"quality": quality(rows), "drift": drift(reference, rows)}
    (HERE / "predictions.json").write_text(json.dumps(answer, indent=1) + "\n")


main()
