//! A place in a line.

/// What is left of a line.
pub struct Cursor<'a>(pub &'a str);

impl<'a> Cursor<'a> {
    /// Passes blanks.
    pub fn blanks(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t']);
    }

    /// Passes this character, if it is next.
    pub fn take(&mut self, wanted: char) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// Passes all characters that fit.
    pub fn while_fits(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !fits(c)).unwrap_or(self.0.len());
        let (found, rest) = self.0.split_at(end);
        self.0 = rest;
        found
    }

    /// Passes what stands up to the next blank.
    pub fn word(&mut self) -> &'a str {
        self.while_fits(|c| c != ' ' && c != '\t')
    }

    /// The rest of a text in quotes, whose first quote has been passed.
    pub fn quoted(&mut self) -> Option<String> {
        let mut escaped = false;
        let end = self.0.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        })?;
        let text = unescaped(self.0.get(..end)?);
        self.0 = self.0.get(end + 1..)?;
        Some(text)
    }
}

/// The text with `\\`, `\"` and `\n` as the characters they stand for; any other backslash stays.
pub fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match (c, if c == '\\' { rest.clone().next() } else { None }) {
            (_, Some(next @ ('\\' | '"' | 'n'))) => {
                plain.push(if next == 'n' { '\n' } else { next });
                rest.next();
            }
            _ => plain.push(c),
        }
    }
    plain
}
