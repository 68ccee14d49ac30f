#!/usr/bin/env python3
"""Computes month averages of exchange rates and amounts converted with them, with Python's decimal, apart from the product's code.

The rules (docs/methodology.md, "Currencies"): the mean of the days quoted, rounded half to even to 8 significant digits; the amount in
its own currency is the product rounded once, half to even, to that currency's minor unit (ISO 4217); the reported amount is the
unrounded product times the printed rate, rounded once. Run it after adding a case: python3 tests/golden/make_rates.py
"""

import json
import pathlib
import random
from decimal import ROUND_HALF_EVEN, Context, Decimal

# ISO 4217, list one.
MINOR = {"USD": 2, "SGD": 2, "IDR": 2, "VND": 0, "JPY": 0, "KWD": 3, "CLF": 4}
EIGHT = Context(prec=8, rounding=ROUND_HALF_EVEN)
EXACT = Context(prec=400)
chance = random.Random(20261102)


def rounded(amount, currency):
    step = Decimal(1).scaleb(-MINOR[currency])
    return int(amount.quantize(step, rounding=ROUND_HALF_EVEN, context=EXACT).scaleb(MINOR[currency]))


def mean(quotes):
    total = Decimal(0)
    for quote in quotes:
        total = EXACT.add(total, Decimal(quote))
    return EIGHT.divide(total, Decimal(len(quotes)))


def plain(number):
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def digits(size, places):
    return plain(Decimal(chance.randint(1, 10**size)).scaleb(-places))


averages = []
for size, places in [(4, 4), (5, 4), (9, 13), (12, 16), (10, 2), (12, 0), (8, 8), (3, 12)]:
    for days in (1, 2, 3, 7, 21, 31):
        quotes = [digits(size, places) for _ in range(days)]
        averages.append({"quotes": quotes, "mean": plain(mean(quotes))})
# Ties at the ninth digit, to both neighbours; a carry that adds a digit; a mean of thirds.
for quotes in (["1.23456785"], ["1.234567850", "1.23456785"], ["1.23456775", "1.23456775"], ["12345678.5", "12345677.5"],
               ["9.99999995"], ["0.0000999999995", "0.0000999999996"], ["1", "1", "2"], ["0.73", "0.75"],
               ["123456785", "123456785"], ["1234567850", "1234567850"]):
    averages.append({"quotes": quotes, "mean": plain(mean(quotes))})

amounts = []
for n in range(60):
    own, reporting = chance.sample(list(MINOR), 2)
    actual, baseline = digits(8, 3), digits(8, 3)
    price, share = digits(6, 2), Decimal(chance.randint(0, 100)).scaleb(-2)
    rate = plain(mean([digits(9, chance.randint(6, 12)) for _ in range(5)]))
    product = EXACT.multiply(EXACT.multiply(Decimal(actual) - Decimal(baseline), Decimal(price)), 1 - share)
    amounts.append({
        "own": own, "reporting": reporting, "actual": actual, "baseline": baseline, "price": price, "share": plain(share), "rate": rate,
        "local": rounded(product, own), "minor": rounded(EXACT.multiply(product, Decimal(rate)), reporting),
    })
# A tie in the own currency that is none in the other: rounding twice would be seen.
for own, reporting, price, rate in (("VND", "USD", "0.5", "0.01"), ("JPY", "USD", "1.5", "0.03"), ("KWD", "VND", "0.0005", "1000"),
                                    ("USD", "JPY", "0.005", "100"), ("IDR", "KWD", "0.015", "0.1")):
    for actual in ("1", "-1", "3"):
        product = Decimal(actual) * Decimal(price)
        amounts.append({
            "own": own, "reporting": reporting, "actual": actual, "baseline": "0", "price": price, "share": "0", "rate": rate,
            "local": rounded(product, own), "minor": rounded(product * Decimal(rate), reporting),
        })

rows = lambda cases: ",\n".join(json.dumps(case) for case in cases)
text = f'{{"averages": [\n{rows(averages)}\n], "amounts": [\n{rows(amounts)}\n]}}\n'
pathlib.Path(__file__).with_name("rates.json").write_text(text, encoding="utf-8")
print(f"{len(averages)} averages, {len(amounts)} amounts")
