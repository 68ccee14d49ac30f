//! Makes a style sheet smaller without changing its meaning: comments and needless blanks go, strings stay as written.

/// Comments out, runs of blanks to one, none around `{`, `}`, `;` and `,` or after `:`, no `;` before `}`.
pub(crate) fn minify(sheet: &str) -> String {
    let mut small = String::with_capacity(sheet.len());
    let mut blank = false;
    for piece in Pieces(&without_comments(sheet)) {
        match piece {
            Piece::Quoted(text) => {
                if blank && !ends_tight(&small) {
                    small.push(' ');
                }
                small.push_str(text);
            }
            Piece::Plain(c) if c.is_whitespace() => {
                blank = true;
                continue;
            }
            Piece::Plain(c) => {
                if blank && !ends_tight(&small) && !matches!(c, '{' | '}' | ';' | ',') {
                    small.push(' ');
                }
                if c == '}' && small.ends_with(';') {
                    small.pop();
                }
                small.push(c);
            }
        }
        blank = false;
    }
    small
}

/// The same text without comments; each leaves one blank, as the standard reads it.
pub(crate) fn without_comments(sheet: &str) -> String {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(next) = rest.find(['/', '"', '\'']) {
        let (before, from) = rest.split_at(next);
        kept.push_str(before);
        let len = if from.starts_with("/*") {
            kept.push(' ');
            from.find("*/").map_or(from.len(), |end| end + 2)
        } else {
            let len = if from.starts_with('/') { 1 } else { quoted_len(from) };
            kept.push_str(&from[..len]);
            len
        };
        rest = &from[len..];
    }
    kept.push_str(rest);
    kept
}

fn ends_tight(text: &str) -> bool {
    text.is_empty() || text.ends_with(['{', '}', ';', ',', ':'])
}

/// Bytes of the string that starts the text, with both quotes; a backslash takes the next character along.
fn quoted_len(text: &str) -> usize {
    let mut chars = text.char_indices();
    let quote = chars.next().map(|(_, c)| c);
    let mut escaped = false;
    for (at, c) in chars {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if Some(c) == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

enum Piece<'a> {
    Quoted(&'a str),
    Plain(char),
}

/// Splits into strings and single characters.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let first = self.0.chars().next()?;
        let len = if matches!(first, '"' | '\'') { quoted_len(self.0) } else { first.len_utf8() };
        let (piece, rest) = self.0.split_at(len);
        self.0 = rest;
        Some(if len > first.len_utf8() { Piece::Quoted(piece) } else { Piece::Plain(first) })
    }
}

#[cfg(test)]
mod tests {
    use super::{minify, without_comments};

    #[test]
    fn keeps_meaning_and_drops_blanks() {
        for (written, expected) in [
            ("a {\n  color : red ;\n}\n", "a{color :red}"),
            ("a  b > c , d { x: y; }", "a b > c,d{x:y}"),
            ("a :hover{}", "a :hover{}"),
            ("p{width:calc( 1px  +  2px )}", "p{width:calc( 1px + 2px )}"),
            ("p::before { content: \"a  /* b */ ;  }\" ; }", "p::before{content:\"a  /* b */ ;  }\"}"),
            ("p{font: 400 14px/20px \"IBM Plex Sans\",  sans-serif}", "p{font:400 14px/20px \"IBM Plex Sans\",sans-serif}"),
            ("p{content:'it\\'s  {'}", "p{content:'it\\'s  {'}"),
            ("a/* one */b{}/* two", "a b{}"),
            ("@media (width < 720px) and (hover) { a { b: c } }", "@media (width < 720px) and (hover){a{b:c}}"),
            (":root { --empty: ; --x: 1px }", ":root{--empty:;--x:1px}"),
        ] {
            assert_eq!(minify(written), expected, "{written}");
            assert_eq!(minify(expected), expected, "twice: {written}");
        }
    }

    #[test]
    fn comments_leave_a_blank_and_strings_stay() {
        assert_eq!(without_comments("a/**/b '/* no */' c/d"), "a b '/* no */' c/d");
    }
}
