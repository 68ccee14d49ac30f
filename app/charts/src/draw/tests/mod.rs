//! What every chart keeps to, whatever it is given.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod behaviour;
mod markup;
mod samples;

use crate::style::Style;
use crate::svg::single;
use crate::text::{self, Weight};
use markup::{Tag, parse};
use samples::{Kind, charts};

/// Each chart at three widths on both media.
fn drawings(kind: Kind) -> Vec<(String, f64, String)> {
    let mut drawings = Vec::new();
    for (name, draw) in charts(kind) {
        for style in [Style::screen(), Style::print()] {
            for width in [862.0, 326.0, 120.0] {
                let name = format!("{name}, {width} wide, {:?}", style.bridge);
                drawings.push((name, width, draw(width, &style)));
            }
        }
    }
    drawings
}

#[test]
fn every_drawing_is_well_formed() {
    for kind in Kind::ALL {
        for (name, _, svg) in drawings(kind) {
            let tags = parse(&svg).unwrap_or_else(|error| panic!("{name}: {error}\n{svg}"));
            assert_eq!(tags[0].name, "svg", "{name}");
        }
    }
}

#[test]
fn no_drawing_holds_a_number_that_is_none() {
    for kind in Kind::ALL {
        for (name, _, svg) in drawings(kind) {
            for word in ["NaN", "inf", "-0\"", "2147483"] {
                assert!(!svg.contains(word), "{name}: {word} in {svg}");
            }
        }
    }
}

#[test]
fn the_same_description_gives_the_same_bytes() {
    for kind in Kind::ALL {
        assert_eq!(drawings(kind), drawings(kind));
    }
}

#[test]
fn text_never_leaves_the_frame() {
    for kind in Kind::ALL {
        for (name, width, svg) in drawings(kind) {
            for tag in parse(&svg).unwrap().iter().filter(|tag| tag.name == "text") {
                let (left, right) = span(tag);
                // Coordinates are rounded to a tenth of a px.
                assert!(left >= -0.11 && right <= width + 0.11, "{name}: {tag:?} from {left} to {right}");
            }
        }
    }
}

/// Left and right end of a text.
fn span(tag: &Tag) -> (f64, f64) {
    let class = tag.get("class");
    let weight = match class {
        class if class.contains(" b") => Weight::SemiBold,
        class if class.contains(" m") => Weight::Medium,
        _ => Weight::Regular,
    };
    let size = tag.number("font-size").unwrap_or(12.0);
    let width = text::width(&tag.text, size, weight);
    let x = tag.number("x").unwrap();
    match tag.get("text-anchor") {
        "middle" => (x - width / 2.0, x + width / 2.0),
        "end" => (x - width, x),
        _ => (x, x + width),
    }
}

/// A chart on the screen as tags.
fn tags<C: crate::Chart>(chart: &C, width: f64) -> Vec<Tag> {
    parse(&single(chart, width, &Style::screen(), "ch")).unwrap()
}
