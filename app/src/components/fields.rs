//! Labelled fields of plain forms, with what the last submit reported.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What a form that came back reports: what was done, or the error, its form and its field.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    done: String,
    error: String,
    form: String,
    field: String,
}

impl Notes {
    /// From the address of the page.
    pub fn read() -> Self {
        let query = use_query_map().get_untracked();
        let word = |name: &str| query.get(name).unwrap_or_default();
        Self { done: word("done"), error: word("error"), form: word("form"), field: word("field") }
    }

    /// The message over the page; nothing when no form came back.
    pub fn banner(&self) -> AnyView {
        if !self.error.is_empty() {
            let text = sentence(&self.error);
            return view! { <p class="banner bad" role="alert"><b>"Not done. "</b>{text}</p> }.into_any();
        }
        (!self.done.is_empty()).then(|| view! { <p class="banner ok" role="status">{self.done.clone()}</p> }).into_any()
    }

    /// The error as a sentence; empty without one.
    pub fn message(&self) -> String {
        sentence(&self.error)
    }

    /// The fields of the form of that id.
    pub fn form(&self, id: &'static str) -> Fields<'_> {
        Fields { notes: self, id }
    }
}

/// Starts with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let mut characters = text.chars();
    let first: String = characters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    let stop = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{stop}", characters.as_str())
}

/// Fields of one form.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    notes: &'a Notes,
    id: &'static str,
}

impl Fields<'_> {
    /// Did this form come back with an error?
    pub fn failed(self) -> bool {
        !self.notes.error.is_empty() && self.notes.form == self.id
    }

    /// Where the form leads back to: the page, with this form's place.
    pub fn back(self, page: &str) -> impl IntoView + use<> {
        let joint = if page.contains('?') { '&' } else { '?' };
        let back = format!("{page}{joint}form={0}#{0}", self.id);
        view! { <input type="hidden" name="back" value=back/> }
    }

    /// A line of text.
    pub fn text(self, name: &'static str, label: &'static str, value: &str, hint: &'static str) -> AnyView {
        self.input("text", name, label, value, hint, true)
    }

    /// A line of text that may stay empty.
    pub fn optional(self, name: &'static str, label: &'static str, value: &str, hint: &'static str) -> AnyView {
        self.input("text", name, label, value, hint, false)
    }

    /// A day.
    pub fn day(self, name: &'static str, label: &'static str, value: &str, hint: &'static str) -> AnyView {
        self.input("date", name, label, value, hint, true)
    }

    fn input(
        self,
        kind: &'static str,
        name: &'static str,
        label: &'static str,
        value: &str,
        hint: &'static str,
        required: bool,
    ) -> AnyView {
        let id = format!("{}-{name}", self.id);
        let (hint, error, described) = self.notes_of(name, &id, hint);
        let invalid = error.is_some().then_some("true");
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input id=id type=kind name=name value=value.to_owned() required=required aria-describedby=described aria-invalid=invalid/>
                {hint}{error}
            </div>
        }
        .into_any()
    }

    /// One of a list of (value, words).
    pub fn select(
        self,
        name: &'static str,
        label: &'static str,
        choices: &[(String, String)],
        chosen: &str,
        hint: &'static str,
    ) -> AnyView {
        let id = format!("{}-{name}", self.id);
        let (hint, error, described) = self.notes_of(name, &id, hint);
        let invalid = error.is_some().then_some("true");
        let options = choices
            .iter()
            .map(|(value, words)| view! { <option value=value.clone() selected=value.as_str().eq(chosen)>{words.clone()}</option> })
            .collect_view();
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <select id=id name=name aria-describedby=described aria-invalid=invalid>{options}</select>
                {hint}{error}
            </div>
        }
        .into_any()
    }

    fn notes_of(self, name: &str, id: &str, hint: &'static str) -> (Option<AnyView>, Option<AnyView>, Option<String>) {
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-err"));
        let error = (self.failed() && self.notes.field == name).then(|| self.notes.error.clone());
        let described: Vec<&str> =
            [(!hint.is_empty()).then_some(hint_id.as_str()), error.as_ref().map(|_| error_id.as_str())].into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any());
        let error = error.map(|error| view! { <p class="err" id=error_id>{sentence(&error)}</p> }.into_any());
        (hint, error, described)
    }
}

/// Words of a list as choices.
pub fn choices<'a>(words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
    words.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned())).collect()
}

/// Why a form is not offered: who may do it.
pub fn refusal(error: &domain::Error) -> AnyView {
    let text = sentence(&error.to_string());
    view! { <div class="absent"><p>{text}</p></div> }.into_any()
}

/// A removal that asks first: a disclosure with the consequence and the button, so that it works with keyboard and without scripts.
pub fn confirmed(summary: &str, consequence: &str, button: &str, form: AnyView, action: &'static str) -> AnyView {
    let (summary, consequence, button) = (summary.to_owned(), consequence.to_owned(), button.to_owned());
    view! {
        <details class="confirm">
            <summary>{summary}</summary>
            <form method="post" action=action class="stack-s">
                {form}
                <p class="note">{consequence}</p>
                <button class="btn sm danger" type="submit">{button}</button>
            </form>
        </details>
    }
    .into_any()
}
