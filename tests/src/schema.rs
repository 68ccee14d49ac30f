//! As much of JSON Schema as the API's description uses.

use serde_json::Value;

/// Checks a value against a schema of an OpenAPI document; the error says where it does not fit. A keyword that is not known here is
/// an error too, so that nothing passes unread.
pub fn check(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    for (keyword, wanted) in schema.as_object().ok_or("a schema is an object")? {
        let list = || wanted.as_array().map(Vec::as_slice).unwrap_or_default();
        let fits = match keyword.as_str() {
            "description" | "format" | "pattern" => true,
            "$ref" => {
                let name = wanted.as_str().and_then(|path| path.strip_prefix('#')).unwrap_or_default();
                let schema = document.pointer(name).ok_or_else(|| format!("{wanted} leads nowhere"))?;
                return check(document, schema, value, at);
            }
            "type" => wanted.as_array().map_or_else(|| is(wanted, value), |kinds| kinds.iter().any(|kind| is(kind, value))),
            "enum" => list().contains(value),
            "oneOf" => {
                let fitting = list().iter().map(|schema| check(document, schema, value, at));
                let (good, bad): (Vec<_>, Vec<_>) = fitting.partition(Result::is_ok);
                match good.len() {
                    1 => true,
                    _ => return Err(format!("{at} fits {} of {}: {bad:?}", good.len(), list().len())),
                }
            }
            "items" => {
                for (n, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, wanted, item, &format!("{at}[{n}]"))?;
                }
                true
            }
            "prefixItems" => {
                for (n, (schema, item)) in list().iter().zip(value.as_array().into_iter().flatten()).enumerate() {
                    check(document, schema, item, &format!("{at}[{n}]"))?;
                }
                true
            }
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap_or(u64::MAX)),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= wanted.as_u64().unwrap_or_default()),
            "minProperties" => value.as_object().is_none_or(|members| members.len() as u64 >= wanted.as_u64().unwrap_or(u64::MAX)),
            "maxProperties" => value.as_object().is_none_or(|members| members.len() as u64 <= wanted.as_u64().unwrap_or_default()),
            "required" => match list().iter().filter_map(Value::as_str).find(|name| value.get(name).is_none()) {
                Some(missing) => return Err(format!("{at} lacks {missing}")),
                None => true,
            },
            "properties" => {
                for (name, schema) in wanted.as_object().into_iter().flatten() {
                    if let Some(member) = value.get(name) {
                        check(document, schema, member, &format!("{at}.{name}"))?;
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = |name: &String| schema["properties"].get(name).is_some();
                match value.as_object().into_iter().flatten().map(|(name, _)| name).find(|name| !known(name)) {
                    Some(name) => return Err(format!("{at}.{name} is not described")),
                    None => true,
                }
            }
            other => return Err(format!("{at}: the keyword {other} is not known")),
        };
        if !fits {
            return Err(format!("{at} is {value}, which does not fit {keyword} {wanted}"));
        }
    }
    Ok(())
}

fn is(kind: &Value, value: &Value) -> bool {
    match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}
