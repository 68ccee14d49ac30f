//! JSON schemas of the answers, from the short notation of `answers.txt`.

use serde_json::{Map, Value, json};

const ANSWERS: &str = include_str!("answers.txt");

/// Every schema by its name.
pub fn answers() -> Map<String, Value> {
    let text: Vec<&str> = ANSWERS.lines().filter(|line| !line.starts_with('#')).collect();
    text.join("\n").split("\n\n").filter(|block| !block.trim().is_empty()).map(|block| schema(block.trim())).collect()
}

fn schema(block: &str) -> (String, Value) {
    let (head, members) = block.split_once('\n').unwrap_or((block, ""));
    let (name, words) = head.split_once(": ").unwrap_or((head, ""));
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for line in members.lines() {
        let (member, rest) = line.trim().split_once(": ").unwrap_or((line.trim(), ""));
        let (kind, description) = rest.split_once(" # ").unwrap_or((rest, ""));
        let mut member_schema = kind_of(kind);
        if !description.is_empty() {
            member_schema["description"] = json!(description);
        }
        match member.strip_suffix('?') {
            Some(member) => properties.insert(member.to_owned(), member_schema),
            None => {
                required.push(member);
                properties.insert(member.to_owned(), member_schema)
            }
        };
    }
    let schema = if words.is_empty() {
        json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
    } else {
        let one =
            json!({ "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": properties });
        json!({ "oneOf": [kind_of(words), one] })
    };
    (name.to_owned(), schema)
}

fn kind_of(kind: &str) -> Value {
    let within = |open: char, close: char| kind.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(kind) = kind.strip_suffix('?') {
        return json!({ "oneOf": [kind_of(kind), { "type": "null" }] });
    }
    if let Some(items) = within('[', ']') {
        return json!({ "type": "array", "items": kind_of(items) });
    }
    if let Some(values) = within('{', '}') {
        return json!({ "type": "object", "additionalProperties": kind_of(values) });
    }
    if let Some(places) = within('(', ')') {
        let places: Vec<Value> = places.split(", ").map(kind_of).collect();
        return json!({ "type": "array", "minItems": places.len(), "maxItems": places.len(), "prefixItems": places });
    }
    match kind {
        "string" | "integer" | "number" | "boolean" => json!({ "type": kind }),
        "decimal" => json!({ "type": "string", "format": "decimal" }),
        "day" => json!({ "type": "string", "format": "date" }),
        "month" => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" }),
        words if words.contains('|') => json!({ "enum": words.split('|').collect::<Vec<_>>() }),
        name => json!({ "$ref": format!("#/components/schemas/{name}") }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;

    #[test]
    fn the_notation_becomes_json_schema() {
        let (name, read) = schema("Row: a|b\n  one: [Money?] # By month\n  two?: (string, [month])");
        let money = json!({ "$ref": "#/components/schemas/Money" });
        let month = json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" });
        let one = json!({ "type": "array", "items": { "oneOf": [money, { "type": "null" }] }, "description": "By month" });
        let two = json!({ "type": "array", "minItems": 2, "maxItems": 2,
            "prefixItems": [{ "type": "string" }, { "type": "array", "items": month }] });
        assert_eq!(name, "Row");
        assert_eq!(read["oneOf"][0], json!({ "enum": ["a", "b"] }));
        assert_eq!(read["oneOf"][1]["properties"], json!({ "one": one, "two": two }));
        assert_eq!(schema("Row\n  a: string\n  b?: day").1["required"], json!(["a"]));
    }

    #[test]
    fn every_name_is_written_once_and_every_member_has_a_type() {
        let heads = ANSWERS.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase())).count();
        assert_eq!(answers().len(), heads);
        assert!(ANSWERS.lines().filter(|line| line.starts_with("  ")).all(|line| line.contains(": ")));
    }
}
