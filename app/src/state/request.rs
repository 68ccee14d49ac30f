//! The head of the request, as far as pages need it.

use std::sync::Arc;

use super::theme::Theme;

/// Name of the cookie that keeps the reader's choice of theme.
pub const THEME_COOKIE: &str = "theme";

/// Headers of the request that is being answered. The server puts it into the context; in the browser there is none.
#[derive(Clone, Debug, Default)]
pub struct RequestHead {
    /// Value of the `Cookie` header, several joined with `; `.
    pub cookies: Arc<str>,
    /// Value of the `Accept-Language` header.
    pub accept_language: Arc<str>,
}

impl RequestHead {
    /// The value of a cookie, as sent.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.split(';').filter_map(|pair| pair.trim().split_once('=')).find_map(|(key, value)| (key == name).then_some(value))
    }

    /// The theme that the reader chose; the system's if none was chosen.
    pub fn theme(&self) -> Theme {
        self.cookie(THEME_COOKIE).and_then(Theme::parse).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{RequestHead, Theme};

    #[test]
    fn finds_cookies_by_whole_name() {
        for (sent, name, expected) in [
            ("theme=dark", "theme", Some("dark")),
            ("a=1; theme=dark ;b=2", "theme", Some("dark")),
            ("old-theme=light; theme=", "theme", Some("")),
            ("old-theme=light", "theme", None),
            ("theme", "theme", None),
            ("session=a=b", "session", Some("a=b")),
            ("", "theme", None),
        ] {
            let head = RequestHead { cookies: sent.into(), ..RequestHead::default() };
            assert_eq!(head.cookie(name), expected, "{sent}");
        }
    }

    #[test]
    fn an_unknown_theme_is_the_systems() {
        let theme = |sent: &str| RequestHead { cookies: sent.into(), ..RequestHead::default() }.theme();
        assert_eq!(theme("theme=dark"), Theme::Dark);
        assert_eq!(theme("theme=\"><script>"), Theme::System);
        assert_eq!(theme(""), Theme::System);
    }
}
