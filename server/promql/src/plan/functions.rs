//! Functions of Prometheus 2 that the parser, which follows Prometheus 3, no longer knows by their old names.

use std::sync::Once;

use promql_parser::parser::{Function, register_extra_functions, value::ValueType};

static KNOWN: Once = Once::new();

/// Tells the parser once.
pub(super) fn register() {
    KNOWN.call_once(|| {
        let arguments = vec![ValueType::Matrix, ValueType::Scalar, ValueType::Scalar];
        // it fails only for a name that the parser knows already, which is as good
        let _ = register_extra_functions(vec![Function::new("holt_winters", arguments, 0, ValueType::Vector, false)]);
    });
}
