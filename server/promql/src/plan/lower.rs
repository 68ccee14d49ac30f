//! From the parser's tree to ours.

use std::time::{Duration, UNIX_EPOCH};

use promql_parser::{
    label::{MatchOp, Matchers},
    parser::{
        self, AggregateExpr, AtModifier, BinaryExpr, Expr, LabelModifier, Offset, SubqueryExpr, VectorMatchCardinality, VectorSelector,
    },
};

use super::{At, Card, Grouping, Kind, Matching, Node, Query, Selector, Shift, Source, Span, scan};
use crate::{
    NAME,
    error::{Result, bad},
    eval::{Aggregation, Function, Operator, Parameter},
    storage::{Matcher, Op},
};

/// The deepest nesting of a query.
const DEPTH: usize = 100;
/// How often a subquery without a step of its own is evaluated: the default evaluation interval of Prometheus.
const SUBQUERY_STEP_MS: i64 = 60_000;

pub(super) fn parse(text: &str) -> Result<Query> {
    scan::check(text)?;
    super::functions::register();
    let tree = parser::parse(text).map_err(|wrong| bad(format!("parse error: {wrong}")))?;
    let mut lowering = Lowering::default();
    let root = lowering.node(&tree, 0)?;
    Ok(Query { root, selectors: lowering.selectors })
}

#[derive(Default)]
struct Lowering {
    selectors: usize,
}

impl Lowering {
    fn node(&mut self, tree: &Expr, depth: usize) -> Result<Node> {
        if depth > DEPTH {
            return Err(bad(format!("the query is nested more than {DEPTH} deep: split it")));
        }
        let below = depth + 1;
        Ok(match tree {
            Expr::NumberLiteral(number) => Node::Number(number.val),
            Expr::StringLiteral(text) => Node::Text(text.val.clone()),
            Expr::Paren(inner) => self.node(&inner.expr, below)?,
            Expr::Unary(inner) => Node::Negate(Box::new(self.node(&inner.expr, below)?)),
            Expr::VectorSelector(selector) => {
                Node::Vector { selector: self.selector(selector)?, shift: shift(&selector.at, &selector.offset)? }
            }
            Expr::MatrixSelector(matrix) => Node::Span(Span {
                source: Source::Stored(self.selector(&matrix.vs)?),
                range_ms: ms(matrix.range)?,
                shift: shift(&matrix.vs.at, &matrix.vs.offset)?,
            }),
            Expr::Subquery(subquery) => self.subquery(subquery, below)?,
            Expr::Call(call) => {
                let function =
                    Function::named(call.func.name).ok_or_else(|| bad(format!("unknown function with name {:?}", call.func.name)))?;
                let args = call.args.args.iter().map(|arg| self.node(arg, below)).collect::<Result<_>>()?;
                checked_call(function, call.func.name, args)?
            }
            Expr::Aggregate(aggregate) => self.aggregate(aggregate, below)?,
            Expr::Binary(binary) => self.binary(binary, below)?,
            Expr::Extension(_) => return Err(bad("this expression is not supported")),
        })
    }

    fn selector(&mut self, selector: &VectorSelector) -> Result<Selector> {
        let index = self.selectors;
        self.selectors += 1;
        let mut all = matchers(&selector.matchers)?;
        if let Some(name) = &selector.name {
            all.insert(0, Matcher::new(NAME, Op::Equal, name.as_str())?);
        }
        if all.iter().all(|matcher| matcher.matches("")) {
            return Err(bad("parse error: vector selector must contain at least one non-empty matcher"));
        }
        Ok(Selector { index, matchers: all })
    }

    fn subquery(&mut self, subquery: &SubqueryExpr, depth: usize) -> Result<Node> {
        let node = self.node(&subquery.expr, depth)?;
        let step_ms = subquery.step.map_or(Ok(SUBQUERY_STEP_MS), ms)?;
        let source = Source::Computed { node: Box::new(node), step_ms };
        Ok(Node::Span(Span { source, range_ms: ms(subquery.range)?, shift: shift(&subquery.at, &subquery.offset)? }))
    }

    fn aggregate(&mut self, aggregate: &AggregateExpr, depth: usize) -> Result<Node> {
        let how = Aggregation::of(aggregate.op.id()).ok_or_else(|| bad(format!("aggregation {} is not supported", aggregate.op)))?;
        let param = aggregate.param.as_ref().map(|param| self.node(param, depth)).transpose()?;
        if how.wants() != param.as_ref().map(|param| param.kind()) {
            return Err(bad(format!("parse error: wrong parameter of the aggregation {}", aggregate.op)));
        }
        let grouping = match &aggregate.modifier {
            None => Grouping::By(Vec::new()),
            Some(LabelModifier::Include(labels)) => Grouping::By(labels.labels.clone()),
            Some(LabelModifier::Exclude(labels)) => Grouping::Without(labels.labels.clone()),
        };
        let of = self.node(&aggregate.expr, depth)?;
        expect(&of, Kind::Vector, "aggregation expression")?;
        Ok(Node::Aggregate { how, grouping, param: param.map(Box::new), of: Box::new(of) })
    }

    fn binary(&mut self, binary: &BinaryExpr, depth: usize) -> Result<Node> {
        let op = Operator::of(binary.op.id()).ok_or_else(|| bad(format!("operator {} is not supported", binary.op)))?;
        let (left, right) = (self.node(&binary.lhs, depth)?, self.node(&binary.rhs, depth)?);
        for side in [&left, &right] {
            if !matches!(side.kind(), Kind::Scalar | Kind::Vector) {
                return Err(bad("parse error: binary expression must contain only scalar and instant vector types"));
            }
        }
        let mut matching = Matching { on: false, labels: Vec::new(), card: Card::OneToOne, include: Vec::new() };
        if let Some(modifier) = &binary.modifier {
            if modifier.fill_values.lhs.is_some() || modifier.fill_values.rhs.is_some() {
                return Err(bad("fill is not supported"));
            }
            if let Some(labels) = &modifier.matching {
                (matching.on, matching.labels) = (labels.is_include(), labels.labels().labels.clone());
            }
            (matching.card, matching.include) = match &modifier.card {
                VectorMatchCardinality::ManyToOne(labels) => (Card::ManyToOne, labels.labels.clone()),
                VectorMatchCardinality::OneToMany(labels) => (Card::OneToMany, labels.labels.clone()),
                VectorMatchCardinality::OneToOne | VectorMatchCardinality::ManyToMany => (Card::OneToOne, Vec::new()),
            };
        }
        let bool = binary.return_bool();
        Ok(Node::Binary { op, bool, matching, left: Box::new(left), right: Box::new(right) })
    }
}

/// A call whose arguments are of the kinds its function takes.
fn checked_call(function: Function, name: &str, args: Vec<Node>) -> Result<Node> {
    let signature = function.takes();
    let most = if signature.last() == Some(&Parameter::Texts) { usize::MAX } else { signature.len() };
    let least = signature.iter().filter(|parameter| matches!(parameter, Parameter::One(_))).count();
    if args.len() < least || args.len() > most {
        return Err(bad(format!("parse error: wrong number of arguments in call to {name:?}: {}", args.len())));
    }
    for (at, arg) in args.iter().enumerate() {
        let wanted = match signature[at.min(signature.len() - 1)] {
            Parameter::One(kind) | Parameter::Optional(kind) => kind,
            Parameter::Texts => Kind::Text,
        };
        expect(arg, wanted, &format!("call to function {name:?}"))?;
    }
    Ok(Node::Call { function, args })
}

fn expect(node: &Node, wanted: Kind, place: &str) -> Result<()> {
    match node.kind() {
        kind if kind == wanted => Ok(()),
        kind => Err(bad(format!("parse error: expected type {} in {place}, got {}", wanted.name(), kind.name()))),
    }
}

/// The parser's conditions as ours.
pub(super) fn matchers(all: &Matchers) -> Result<Vec<Matcher>> {
    if !all.or_matchers.is_empty() {
        return Err(bad("parse error: `or` between conditions is not supported; use a regular expression"));
    }
    all.matchers
        .iter()
        .map(|matcher| {
            let op = match matcher.op {
                MatchOp::Equal => Op::Equal,
                MatchOp::NotEqual => Op::NotEqual,
                MatchOp::Re(_) => Op::Matches,
                MatchOp::NotRe(_) => Op::NotMatches,
            };
            Matcher::new(matcher.name.as_str(), op, matcher.value.as_str())
        })
        .collect()
}

fn shift(at: &Option<AtModifier>, offset: &Option<Offset>) -> Result<Shift> {
    let at = match at {
        None => None,
        Some(AtModifier::Start) => Some(At::Start),
        Some(AtModifier::End) => Some(At::End),
        Some(AtModifier::At(time)) => Some(At::Ms(match time.duration_since(UNIX_EPOCH) {
            Ok(after) => ms(after)?,
            Err(before) => -ms(before.duration())?,
        })),
    };
    let offset_ms = match offset {
        None => 0,
        Some(Offset::Pos(by)) => ms(*by)?,
        Some(Offset::Neg(by)) => -ms(*by)?,
    };
    Ok(Shift { at, offset_ms })
}

fn ms(duration: Duration) -> Result<i64> {
    let ms = i64::try_from(duration.as_millis()).ok().filter(|ms| *ms <= super::FARTHEST_MS);
    ms.ok_or_else(|| bad("parse error: timestamp out of bounds"))
}
