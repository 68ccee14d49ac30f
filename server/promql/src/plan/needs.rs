//! Which samples a query reads.

use super::{At, Grid, Node, Query, Selector, Shift, Source};
use crate::storage::Selection;

pub(super) fn needs(query: &Query, grid: Grid, lookback_ms: i64) -> Vec<Selection> {
    let mut found = Vec::with_capacity(query.selectors);
    Walk { query: grid, lookback_ms, found: &mut found }.node(&query.root, (grid.start_ms, grid.end_ms));
    found
}

struct Walk<'a> {
    query: Grid,
    lookback_ms: i64,
    found: &'a mut Vec<Selection>,
}

impl Walk<'_> {
    /// Nodes are visited in the order in which their selectors were numbered. `between`: the first and last time of evaluation.
    fn node(&mut self, node: &Node, between: (i64, i64)) {
        match node {
            Node::Number(_) | Node::Text(_) => {}
            Node::Vector { selector, shift } => self.select(selector, *shift, self.lookback_ms, between),
            Node::Span(span) => match &span.source {
                Source::Stored(selector) => self.select(selector, span.shift, span.range_ms, between),
                Source::Computed { node, .. } => {
                    let (from, until) = self.shifted(span.shift, between);
                    self.node(node, (from - span.range_ms, until));
                }
            },
            Node::Negate(of) => self.node(of, between),
            Node::Call { args, .. } => args.iter().for_each(|arg| self.node(arg, between)),
            Node::Aggregate { param, of, .. } => {
                param.iter().for_each(|param| self.node(param, between));
                self.node(of, between);
            }
            Node::Binary { left, right, .. } => {
                self.node(left, between);
                self.node(right, between);
            }
        }
    }

    fn shifted(&self, shift: Shift, (from, until): (i64, i64)) -> (i64, i64) {
        let (from, until) = match shift.at {
            None => (from, until),
            Some(At::Start) => (self.query.start_ms, self.query.start_ms),
            Some(At::End) => (self.query.end_ms, self.query.end_ms),
            Some(At::Ms(at)) => (at, at),
        };
        (from - shift.offset_ms, until - shift.offset_ms)
    }

    fn select(&mut self, selector: &Selector, shift: Shift, back_ms: i64, between: (i64, i64)) {
        let (from, until_ms) = self.shifted(shift, between);
        self.found.push(Selection { matchers: selector.matchers.clone(), from_ms: from - back_ms, until_ms });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Result;

    fn spans(text: &str) -> Result<Vec<(i64, i64)>> {
        let grid = Grid { start_ms: 1_000_000, end_ms: 2_000_000, step_ms: 10_000 };
        Ok(Query::parse(text)?.needs(grid, 300_000).iter().map(|need| (need.from_ms, need.until_ms)).collect())
    }

    #[test]
    fn a_selector_reads_its_lookback_or_its_span_at_its_own_time() -> Result<()> {
        assert_eq!(spans("a + b offset 1m")?, [(700_000, 2_000_000), (640_000, 1_940_000)]);
        assert_eq!(spans("rate(a[1m] @ end())")?, [(1_940_000, 2_000_000)]);
        assert_eq!(spans("topk(scalar(k), a @ 50)")?, [(700_000, 2_000_000), (-250_000, 50_000)]);
        assert_eq!(spans("max_over_time(rate(a[1m])[10m:1m] offset 1m)")?, [(280_000, 1_940_000)]);
        Ok(())
    }
}
