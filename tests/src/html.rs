//! Just enough of HTML to find a form on a page and what stands in its fields.

/// The part of the page from the form that posts to `action` to its end, with the tag that opens the disclosure around it.
pub fn form<'a>(page: &'a str, action: &str) -> Option<&'a str> {
    let at = page.find(&format!("action=\"{action}\""))?;
    let start = page[..at].rfind("<details").into_iter().chain(page[..at].rfind("<form")).min().unwrap_or(at);
    let start = if page[start..at].contains("</details>") { page[..at].rfind("<form").unwrap_or(at) } else { start };
    page[at..].find("</form>").map(|end| &page[start..at + end])
}

/// The opening tag of the control of that name.
pub fn control<'a>(form: &'a str, name: &str) -> Option<&'a str> {
    let at = form.find(&format!("name=\"{name}\""))?;
    let start = form[..at].rfind('<')?;
    form[at..].find('>').map(|end| &form[start..=at + end])
}

/// What the control of that name would send: its value, its text, or the option that is selected.
pub fn value(form: &str, name: &str) -> Option<String> {
    let tag = control(form, name)?;
    let inside = &form[form.find(tag)? + tag.len()..];
    if tag.starts_with("<textarea") {
        let text = inside.split("</textarea>").next()?;
        return Some(unescaped(text.strip_prefix('\n').unwrap_or(text)));
    }
    if tag.starts_with("<select") {
        let options = inside.split("</select>").next()?;
        let chosen = options.split("<option").find(|option| option.split('>').next().is_some_and(|tag| tag.contains(" selected")))?;
        return attribute(chosen, "value");
    }
    attribute(tag, "value")
}

/// An attribute's value.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next().map(unescaped)
}

/// The text without its character references.
pub fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
