#!/usr/bin/env python3
"""Make the font files of this folder from the original IBM Plex packages.

    pip install fonttools brotli
    npm pack @ibm/plex-sans@1.1.0 @ibm/plex-sans-thai@1.1.0
    ./make.py ibm-plex-sans-1.1.0.tgz ibm-plex-sans-thai-1.1.0.tgz

The same packages and the same fontTools give the same bytes. `./make.py --check` reads the
files that are here and fails if a promise of README.md is broken.
"""

import io
import sys
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FAMILY = {"sans": "Modelworth Sans", "thai": "Modelworth Sans Thai"}
SOURCE = {
    "sans": "package/fonts/complete/woff2/IBMPlexSans-{}.woff2",
    "thai": "package/fonts/complete/woff2/IBMPlexSansThai-{}.woff2",
}

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
VIETNAMESE = [*range(0x1EA0, 0x1EFA), 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x300, 0x301, 0x303, 0x309, 0x323]
ROMANIAN = [*range(0x218, 0x21C)]
PUNCTUATION = [ord(c) for c in "\u2009\u2010\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2020\u2022\u2026\u202f\u2030\u2032\u2033\u2039\u203a\u2044"]
CURRENCY = [*range(0x20A0, 0x20C0), 0xE3F]
SIGNS = [ord(c) for c in "−×÷±≤≥≠≈√∞∑∆µπΔΩσ←↑→↓↗↘✓™№"]
THAI = [*range(0xE00, 0xE80), 0x25CC, 0x200B]
TEXT = LATIN + VIETNAMESE + ROMANIAN + PUNCTUATION + CURRENCY + SIGNS

# Characters every page and report relies on; `--check` asks each Latin file for them.
NEEDED = "0123456789−×÷±≤≥·…→$€£¥₫฿₱₹₩–—“”‘’ĐđƠơƯưạếỹñçüŁ\u00a0"
LATIN_FEATURES = ["kern", "mark", "ccmp", "locl", "lnum"]
THAI_FEATURES = ["kern", "mark", "mkmk", "ccmp", "calt", "liga"]

# (file, family, weight, style number, characters, features, largest size in bytes)
FILES = [
    ("sans-400.woff2", "sans", "Regular", 400, TEXT, LATIN_FEATURES, 30_000),
    ("sans-500.woff2", "sans", "Medium", 500, TEXT, LATIN_FEATURES, 30_000),
    ("sans-600.woff2", "sans", "SemiBold", 600, TEXT, LATIN_FEATURES, 30_000),
    ("sans-thai-400.woff2", "thai", "Regular", 400, THAI, THAI_FEATURES, 15_000),
    ("sans-thai-600.woff2", "thai", "SemiBold", 600, THAI, THAI_FEATURES, 15_000),
    ("sans-400.ttf", "sans", "Regular", 400, TEXT, LATIN_FEATURES, 60_000),
    ("sans-500.ttf", "sans", "Medium", 500, TEXT, LATIN_FEATURES, 60_000),
    ("sans-600.ttf", "sans", "SemiBold", 600, TEXT, LATIN_FEATURES, 60_000),
    ("sans-thai-400.ttf", "thai", "Regular", 400, LATIN[:95] + [0xA0] + THAI, THAI_FEATURES, 40_000),
]


def rename(font, family, style):
    """Give the font our own name: the licence reserves the name of the original for unchanged files."""
    full = f"{family} {style}"
    postscript = f"{family.replace(' ', '')}-{style}"
    version = font["name"].getDebugName(5)
    legal = {i: font["name"].getDebugName(i) for i in (0, 13, 14)}
    legal[13] = legal[13] or "This Font Software is licensed under the SIL Open Font License, Version 1.1."
    legal[14] = legal[14] or "http://scripts.sil.org/OFL"
    font["name"].names = []
    linked = family if style == "Regular" else full
    words = {1: linked, 2: "Regular", 3: f"{version};{postscript}", 4: full, 5: version, 6: postscript, **legal}
    if style != "Regular":
        words |= {16: family, 17: style}
    for number, text in sorted(words.items()):
        if text:
            font["name"].setName(text, number, 3, 1, 0x409)


def make(archives, file, family, style, characters, features):
    raw = archives[family].extractfile(SOURCE[family].format(style)).read()
    font = TTFont(io.BytesIO(raw), recalcTimestamp=False)
    options = Options()
    options.layout_features = features
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = ["*"]
    options.drop_tables += ["gasp", "DSIG", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    rename(font, FAMILY[family], style)
    font.flavor = "woff2" if file.endswith(".woff2") else None
    font.save(HERE / file, reorderTables=font.flavor is None)


def problems(file, family, weight, limit):
    path = HERE / file
    if not path.exists():
        return ["is missing; run ./make.py"]
    font = TTFont(path)
    cmap, found = font.getBestCmap(), []
    if path.stat().st_size > limit:
        found.append(f"has {path.stat().st_size} bytes, more than {limit}")
    if "glyf" not in font:
        found.append("has no glyf outlines")
    if font["OS/2"].usWeightClass != weight:
        found.append(f"has weight {font['OS/2'].usWeightClass}, not {weight}")
    if any("Plex" in (font["name"].getDebugName(i) or "") for i in (1, 4, 6, 16)):
        found.append("uses a reserved name")
    wanted = NEEDED if family == "sans" else "กขคฯา้่๙฿"
    missing = [c for c in wanted if ord(c) not in cmap]
    if missing:
        found.append(f"lacks {' '.join(missing)}")
    widths = {font["hmtx"][cmap[ord(d)]][0] for d in "0123456789" if ord(d) in cmap}
    if len(widths) > 1:
        found.append(f"has figures of different widths: {sorted(widths)}")
    return found


def main(arguments):
    if arguments != ["--check"]:
        if len(arguments) != 2:
            sys.exit(__doc__)
        archives = dict(zip(("sans", "thai"), map(tarfile.open, arguments), strict=True))
        for file, family, style, _, characters, features, _ in FILES:
            make(archives, file, family, style, characters, features)
        licence = archives["sans"].extractfile("package/LICENSE.txt").read().decode()
        (HERE / "OFL.txt").write_text(licence, newline="\n")
    bad = False
    for file, family, _, weight, _, _, limit in FILES:
        for problem in problems(file, family, weight, limit):
            print(f"{file} {problem}", file=sys.stderr)
            bad = True
        if not bad:
            print(f"{file:22} {(HERE / file).stat().st_size:6} bytes, {len(TTFont(HERE / file).getBestCmap())} characters")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
