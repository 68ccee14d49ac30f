//! What single charts promise.

use super::samples::{Kind, columns, flow, strips, trend};
use super::{span, tags};
use crate::canvas::Frame;
use crate::chart::draw;
use crate::spec::*;
use crate::style::Style;
use crate::surface::{Put, Surface};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, DrawingBackend};
use std::convert::Infallible;

fn month(value: Option<f64>) -> TrendMonth {
    TrendMonth { label: "Jan".into(), value, ..TrendMonth::default() }
}

fn months(values: &[Option<f64>]) -> MonthTrend {
    MonthTrend {
        months: values.iter().map(|value| month(*value)).collect(),
        notes: Vec::new(),
        name: "net".into(),
        target_label: "Target".into(),
        ..trend(Kind::Empty)
    }
}

#[test]
fn no_line_runs_across_a_gap() {
    let chart = months(&[Some(1e5), Some(2e5), None, Some(3e5), Some(4e5)]);
    let tags = tags(&chart, 750.0);
    let dots: Vec<_> = tags.iter().filter(|tag| tag.name == "circle").map(|tag| tag.number("cx").unwrap()).collect();
    assert_eq!(dots.len(), 4, "a gap has no point");
    let lines: Vec<_> = tags.iter().filter(|tag| tag.name == "path" && tag.is("accent")).collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let xs: Vec<_> = line.points().into_iter().map(|(x, _)| x).collect();
        assert!(xs == dots[..2] || xs == dots[2..], "{xs:?} {dots:?}");
    }
}

#[test]
fn the_loss_part_begins_and_ends_on_the_zero_line() {
    let tags = tags(&months(&[Some(1e5), Some(-2e5), Some(1.5e5)]), 750.0);
    let zero = tags.iter().find(|tag| tag.name == "path" && tag.is("ink3")).unwrap().points()[0].1;
    let loss = tags.iter().find(|tag| tag.name == "path" && tag.is("loss")).unwrap().points();
    assert_eq!((loss[0].1, loss[2].1), (zero, zero));
    assert!(loss[1].1 > zero);
    let gains: Vec<_> = tags.iter().filter(|tag| tag.name == "path" && tag.is("accent")).map(|tag| tag.points()).collect();
    assert_eq!((gains[0][1], gains[1][0]), (loss[0], loss[2]));
}

#[test]
fn labels_at_the_end_keep_their_distance() {
    let mut chart = months(&[Some(1e6), Some(1.001e6)]);
    chart.months[1].low = Some(1.000e6);
    chart.months[1].high = Some(1.002e6);
    let tags = tags(&chart, 750.0);
    let is_end = |text: &str| ["net", "high", "low"].iter().any(|word| text.ends_with(word));
    let mut ys: Vec<_> = tags.iter().filter(|tag| is_end(&tag.text)).map(|tag| tag.number("y").unwrap()).collect();
    ys.sort_by(f64::total_cmp);
    assert_eq!(ys.len(), 3);
    assert!(ys.windows(2).all(|pair| pair[1] - pair[0] >= 14.0 - 0.11), "{ys:?}");
}

#[test]
fn a_provisional_month_is_dashed() {
    let mut chart = months(&[Some(1e5), Some(2e5), Some(3e5)]);
    chart.months[2].provisional = true;
    let tags = tags(&chart, 750.0);
    let dashed: Vec<_> = tags.iter().filter(|tag| tag.is("accent") && tag.get("stroke-dasharray") == "2 3").collect();
    assert_eq!(dashed.len(), 1);
    assert_eq!(dashed[0].points().len(), 2);
}

#[test]
fn columns_stand_on_zero_however_alike_they_are() {
    let mut chart = columns(Kind::Empty);
    chart.target = None;
    chart.columns = [95e3, 97e3, 96e3].map(|value| Column { value: Some(value), ..Column::default() }).into();
    let tags = tags(&chart, 750.0);
    let zero = tags.iter().find(|tag| tag.text == "0").unwrap().number("y").unwrap() - 4.0;
    let feet: Vec<_> = tags
        .iter()
        .filter(|tag| tag.name == "rect")
        .map(|tag| (tag.number("y").unwrap() + tag.number("height").unwrap(), tag.number("height").unwrap()))
        .collect();
    assert_eq!(feet.len(), 3);
    assert!(feet.iter().all(|(foot, _)| (foot - zero).abs() < 0.2), "{feet:?} {zero}");
    assert!((feet[0].1 / feet[1].1 - 95.0 / 97.0).abs() < 0.01, "heights are in the values' ratio");
}

#[test]
fn every_row_of_the_strips_has_one_time_axis() {
    let strips = strips(Kind::Usual);
    let guides: Vec<Vec<f64>> = strips
        .parts()
        .map(|part| {
            let tags = tags(&part, 862.0);
            let guides = tags.iter().filter(|tag| tag.name == "path" && tag.is("rule2")).map(|tag| tag.points());
            let upright = guides.filter(|line| line[0].0 == line[1].0 && line[1].1 - line[0].1 > 10.0);
            upright.map(|line| line[0].0).collect()
        })
        .collect();
    assert_eq!(guides.len(), 4);
    assert_eq!(guides[0].len(), 2);
    assert!(guides.iter().all(|row| *row == guides[0]), "{guides:?}");
    let (left, right) = strips.plot_span(862.0, &Style::screen());
    assert!((guides[0][0] - (left + (right - left) * 1.2 / 7.0)).abs() < 0.11);
}

#[test]
fn a_value_off_the_scale_is_cut_and_named() {
    let mut values = vec![Some(0.3); 31];
    values[10] = Some(0.35);
    values[16] = Some(9.62);
    let mut strips = strips(Kind::Usual);
    strips.strips.truncate(1);
    let strip = &mut strips.strips[0];
    strip.marks = Marks::Line((0u32..).zip(values).map(|(day, value)| Sample::new(f64::from(day) / 5.0, value)).collect());
    (strip.baseline, strip.target, strip.notes) = (None, None, Vec::new());
    let tags = tags(&strips.parts().last().unwrap(), 862.0);
    assert!(tags.iter().any(|tag| tag.text == "peak 9.62, off the scale"));
    let lines: Vec<_> = tags.iter().filter(|tag| tag.name == "path" && tag.is("accent")).collect();
    assert_eq!(lines.len(), 2, "the line leaves the scale and comes back");
    assert!(lines.iter().flat_map(|line| line.points()).all(|(_, y)| y >= 15.9));
}

#[test]
fn links_are_as_wide_as_their_money() {
    let tags = tags(&flow(Kind::Usual), 651.0);
    let width = |tag: &&super::Tag| tag.number("stroke-width").unwrap();
    let gains: Vec<_> = tags.iter().filter(|tag| tag.is("gain")).collect();
    let widest = gains.iter().map(width).filter(|width| *width <= 9.0).fold(0.0, f64::max);
    assert_eq!(widest, 9.0, "120,000 is the largest mapping");
    assert!(gains.iter().any(|tag| (width(tag) - 9.0 * 95.0 / 120.0).abs() < 0.01));
    let losses: Vec<_> = tags.iter().filter(|tag| tag.is("loss") && tag.name == "path").collect();
    assert!(!losses.is_empty() && losses.iter().all(|tag| tag.get("stroke-dasharray") == "4 3"));
    assert!(losses.iter().all(|tag| width(tag) >= 1.0));
}

/// A backend that knows nothing beyond plotters.
#[derive(Default)]
struct Plain {
    paths: Vec<Vec<BackendCoord>>,
    texts: usize,
}

impl DrawingBackend for Plain {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (100_000, 100_000)
    }

    fn ensure_prepared(&mut self) -> Put<Self> {
        Ok(())
    }

    fn present(&mut self) -> Put<Self> {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Put<Self> {
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Put<Self> {
        self.paths.push(path.into_iter().collect());
        Ok(())
    }

    fn draw_rect<S: BackendStyle>(&mut self, _: BackendCoord, _: BackendCoord, _: &S, _: bool) -> Put<Self> {
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, _: BackendCoord, _: u32, _: &S, _: bool) -> Put<Self> {
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, _: I, _: &S) -> Put<Self> {
        Ok(())
    }

    fn draw_text<T: plotters_backend::BackendTextStyle>(&mut self, _: &str, _: &T, _: BackendCoord) -> Put<Self> {
        self.texts += 1;
        Ok(())
    }
}

impl Surface for Plain {}

#[test]
fn any_plotters_backend_will_do() {
    let mut chart = months(&[Some(1e5), Some(2e5)]);
    chart.months.iter_mut().for_each(|month| month.target = Some(1.5e5));
    let mut plain = Plain::default();
    let frame = Frame { x: 100.0, y: 200.0, width: 300.0, height: 120.0 };
    draw(&chart, &mut plain, frame, &Style::print()).unwrap();
    assert!(plain.paths.len() > 30, "a dotted target is many short lines: {}", plain.paths.len());
    assert!(plain.texts >= 5);
    let inside = |(x, y): &BackendCoord| (10_000..=40_000).contains(x) && (20_000..=32_000).contains(y);
    assert!(plain.paths.iter().flatten().all(inside));
}

#[test]
fn the_last_amount_is_at_every_width() {
    let mut chart = columns(Kind::Usual);
    for width in (120..900).step_by(13) {
        for last in [60e3, 110e3, -30e3] {
            let column = chart.columns.last_mut().unwrap();
            column.value = Some(last);
            column.amount = Caption::new("12,345,678,901", "last");
            let shown = tags(&chart, f64::from(width));
            let is_amount = |text: &str| text == "last" || text == "12,345,678,901";
            let found = shown.iter().filter(|tag| is_amount(&tag.text) && tag.get("class").contains(" b"));
            assert_eq!(found.count(), 1, "{width} {last}");
        }
    }
}

#[test]
fn a_kpi_under_a_kpi_stands_right_of_it_and_rows_of_mappings_share_the_height() {
    let node = |level, label: &str| FlowNode {
        level,
        label: label.into(),
        note: "".into(),
        amount: "1".into(),
        loss: false,
        grade: None,
        open: false,
    };
    let link = |from, to| FlowLink { from, to, money: 1.0 };
    let chart = Flow {
        nodes: vec![
            node(FlowLevel::Objective, "Goal"),
            node(FlowLevel::Kpi, "Revenue"),
            node(FlowLevel::Part, "Orders"),
            node(FlowLevel::Mapping, "Accuracy"),
            node(FlowLevel::Mapping, "Uptime"),
        ],
        links: vec![link(0, 1), link(1, 2), link(2, 3), link(1, 4)],
        ..Flow::default()
    };
    let tags = tags(&chart, 1150.0);
    let left = |name: &str| tags.iter().find(|tag| tag.text == name).unwrap().number("x").unwrap();
    assert!(left("Goal") < left("Revenue") && left("Revenue") < left("Orders") && left("Orders") < left("Accuracy"));
    assert_eq!(left("Accuracy"), left("Uptime"));
    // The link past the column bends before it, then runs on straight.
    let orders = left("Orders");
    let lines = tags.iter().filter(|tag| tag.name == "path" && tag.is("gain") && !tag.get("d").contains('C'));
    let straight = lines.into_iter().any(|tag| {
        let points = tag.points();
        points.len() == 2 && points[0].0 < orders && points[1].0 > orders && points[0].1 == points[1].1
    });
    assert!(straight);
    let rows = chart.mapping_rows();
    assert_eq!(rows.iter().map(|row| row.node).collect::<Vec<_>>(), [3, 4]);
    assert!(rows[0].top + rows[0].height <= rows[1].top + 1e-9 && rows[1].top + rows[1].height <= 1.0 + 1e-9, "{rows:?}");
}

#[test]
fn marks_keep_standing_and_names_that_would_touch_are_counted() {
    let deployments = (1..=40u32).map(|n| Event::Deployment { at: f64::from(n) * 0.17, label: format!("v{n}").into() });
    let outage = Event::Outage { from: 3.0, to: 3.2, label: Caption::new("1 h 51 min down", "down") };
    let chart = Strips { events: deployments.chain([outage]).collect(), ..strips(Kind::Usual) };
    let row = chart.parts().next().unwrap();
    for width in [862.0, 326.0] {
        let tags = tags(&row, width);
        let texts: Vec<_> = tags.iter().filter(|tag| tag.name == "text").collect();
        let named: usize = texts
            .iter()
            .filter(|tag| tag.text.starts_with('v'))
            .map(|tag| 1 + tag.text.split_once('+').map_or(0, |(_, more)| more.trim_end_matches(" more").trim().parse::<usize>().unwrap()))
            .sum();
        assert_eq!(named, 40, "{width}: every deployment is named or counted");
        assert!(texts.iter().any(|tag| tag.text.ends_with("down")) && texts.len() > 2, "{width}");
        for (index, one) in texts.iter().enumerate() {
            for other in &texts[..index] {
                let ((from, to), (start, end)) = (span(one), span(other));
                let apart = one.number("y").unwrap() != other.number("y").unwrap() || to <= start || end <= from;
                assert!(apart, "{width}: “{}” lies on “{}”", one.text, other.text);
            }
        }
    }
    let alone = Strips { events: chart.events[..1].to_vec(), ..chart };
    assert!(tags(&alone.parts().next().unwrap(), 862.0).iter().any(|tag| tag.text == "v1"));
}
