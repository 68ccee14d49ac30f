//! A reader of the markup that the SVG surface writes, strict enough to notice what a browser would forgive.

/// An element with its attributes and the text in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) text: String,
}

impl Tag {
    /// An attribute; empty where it is absent.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value)
    }

    /// A numeric attribute.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name).parse().ok()
    }

    /// Whether the element is of this colour role.
    pub(super) fn is(&self, role: &str) -> bool {
        self.get("class").split(' ').any(|class| class == format!("c-{role}"))
    }

    /// The points of a path made of straight lines.
    pub(super) fn points(&self) -> Vec<(f64, f64)> {
        let path = self.get("d").trim_end_matches('Z');
        path.split(['M', 'L'])
            .filter(|point| !point.is_empty())
            .map(|point| {
                let (x, y) = point.split_once(',').expect("a pair");
                (x.parse().expect("x"), y.parse().expect("y"))
            })
            .collect()
    }
}

/// The elements in order, or what is wrong with the markup.
pub(super) fn parse(markup: &str) -> Result<Vec<Tag>, String> {
    let mut tags: Vec<Tag> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        if let Some(inside) = open.last() {
            tags[*inside].text.push_str(&unescaped(text)?);
        } else if !text.is_empty() {
            return Err(format!("text outside: {text}"));
        }
        let end = rest.find('>').ok_or("no end of a tag")?;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let inside = open.pop().ok_or("closed twice")?;
            if tags[inside].name != name {
                return Err(format!("{name} closes {}", tags[inside].name));
            }
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !closed {
            open.push(tags.len());
        }
        tags.push(Tag { name: name.to_owned(), attributes: attribute_list(attributes)?, text: String::new() });
    }
    if open.is_empty() && rest.is_empty() { Ok(tags) } else { Err(format!("left open: {rest}")) }
}

fn attribute_list(mut rest: &str) -> Result<Vec<(String, String)>, String> {
    let mut list: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").ok_or(format!("no value: {rest}"))?;
        let (value, after) = after.split_once('"').ok_or(format!("no end: {after}"))?;
        if name.contains(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) || list.iter().any(|(own, _)| own == name) {
            return Err(format!("attribute {name}"));
        }
        list.push((name.to_owned(), unescaped(value)?));
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    Ok(list)
}

fn unescaped(text: &str) -> Result<String, String> {
    let plain = text.replace("&lt;", "\u{1}").replace("&gt;", "\u{2}").replace("&quot;", "\u{3}").replace("&amp;", "\u{4}");
    if plain.contains(['&', '<', '>', '"']) {
        return Err(format!("not escaped: {text}"));
    }
    Ok(plain.replace('\u{1}', "<").replace('\u{2}', ">").replace('\u{3}', "\"").replace('\u{4}', "&"))
}
