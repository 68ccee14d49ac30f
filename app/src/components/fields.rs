//! Labelled fields of plain forms, with what the last submit reported and what was typed then.

use domain::format::sentence;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// What a form that came back reports: what was done, or the error, its form and its field, and what was typed.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    query: ParamsMap,
}

impl Notes {
    /// From the address of the page.
    pub fn read() -> Self {
        Self { query: use_query_map().get_untracked() }
    }

    /// As if the form of that id had come back with what was typed, and with an error where there is one: for a form whose button looks
    /// first, by GET.
    pub fn of_form(id: &str, typed: &[(String, String)], error: Option<&domain::Error>) -> Self {
        let mut query = ParamsMap::new();
        query.insert("form", id.to_owned());
        for (name, value) in typed {
            query.insert(format!("typed.{name}"), value.clone());
        }
        if let Some(error) = error {
            query.insert("error", error.to_string());
            query.insert("field", error.field_name().unwrap_or_default().to_owned());
        }
        Self { query }
    }

    fn word(&self, name: &str) -> String {
        self.query.get(name).unwrap_or_default()
    }

    /// Why the form was not taken; empty when it was. A form that lacked a field comes back with the framework's own mark.
    fn error(&self) -> String {
        match self.query.get("__err") {
            Some(_) => "the form arrived without a field that it needs: load the page again and fill in every field".to_owned(),
            None => self.word("error"),
        }
    }

    /// The message over the page; nothing when no form came back.
    pub fn banner(&self) -> Option<AnyView> {
        let (error, done) = (sentence(&self.error()), self.word("done"));
        if !error.is_empty() {
            return Some(view! { <p class="banner bad" role="alert"><b>"Not done. "</b>{error}</p> }.into_any());
        }
        (!done.is_empty()).then(|| view! { <p class="banner ok" role="status">{done}</p> }.into_any())
    }

    /// The fields of the form of that id.
    pub fn form(&self, id: &'static str) -> Fields<'_> {
        Fields { notes: self, id }
    }
}

/// A line of input beyond plain text.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// `text`, `email`, `date`, `password`. A password is never filled in.
    pub kind: &'static str,
    /// Must it be filled in?
    pub required: bool,
    /// What the browser may offer, such as `username`.
    pub autocomplete: Option<&'static str>,
    /// Fewest characters.
    pub min: Option<&'static str>,
    /// Id of a list of suggestions.
    pub list: Option<&'static str>,
}

impl Input {
    /// A line of text that must be filled in.
    pub const TEXT: Self = Self { kind: "text", required: true, autocomplete: None, min: None, list: None };
    /// An address that a person signs in with.
    pub const EMAIL: Self = Self { kind: "email", ..Self::TEXT };
}

/// Fields of one form.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    notes: &'a Notes,
    id: &'static str,
}

impl Fields<'_> {
    /// Did this form come back?
    fn returned(self) -> bool {
        self.notes.word("form") == self.id
    }

    /// Did this form come back with an error?
    pub fn failed(self) -> bool {
        self.returned() && !self.notes.error().is_empty()
    }

    /// Was this form taken just now?
    pub fn succeeded(self) -> bool {
        self.returned() && !self.notes.word("done").is_empty()
    }

    /// What was typed into a field when the form came back.
    pub fn typed(self, name: &str) -> Option<String> {
        self.notes.query.get(&format!("typed.{name}")).filter(|_| self.returned())
    }

    /// The start of the form: where it leads back to, this page with the form's place; and an error that belongs to no field.
    pub fn back(self, page: &str) -> AnyView {
        let joint = if page.contains('?') { '&' } else { '?' };
        let back = format!("{page}{joint}form={0}#{0}", self.id);
        view! { {back_to(&back)}{self.general()} }.into_any()
    }

    /// The error that belongs to no field that was typed into.
    pub fn general(self) -> Option<AnyView> {
        let placed = self.typed(&self.notes.word("field")).is_some();
        (self.failed() && !placed).then(|| view! { <p class="err">{sentence(&self.notes.error())}</p> }.into_any())
    }

    /// A line of text.
    pub fn text(self, name: &str, label: &'static str, value: &str, hint: &str) -> AnyView {
        self.input(Input::TEXT, name, label, value, hint)
    }

    /// A line of text that may stay empty.
    pub fn optional(self, name: &str, label: &'static str, value: &str, hint: &str) -> AnyView {
        self.input(Input { required: false, ..Input::TEXT }, name, label, value, hint)
    }

    /// A day.
    pub fn day(self, name: &'static str, label: &'static str, value: &str, hint: &'static str) -> AnyView {
        self.input(Input { kind: "date", ..Input::TEXT }, name, label, value, hint)
    }

    /// A line of input; `value` stands in it until something else was typed.
    pub fn input(self, input: Input, name: &str, label: &str, value: &str, hint: &str) -> AnyView {
        let Input { kind, required, autocomplete, min, list } = input;
        let value = self.typed(name).filter(|_| kind != "password").unwrap_or_else(|| value.to_owned());
        let field = name.to_owned();
        self.labelled(name, label, hint, |id, described, invalid| {
            view! {
                <input id=id type=kind name=field value=value required=required autocomplete=autocomplete minlength=min list=list
                    aria-describedby=described aria-invalid=invalid/>
            }
            .into_any()
        })
    }

    /// Several lines of text.
    pub fn area(self, name: &'static str, label: &'static str, value: &str, hint: &'static str, rows: &'static str) -> AnyView {
        let value = self.typed(name).unwrap_or_else(|| value.to_owned());
        self.labelled(name, label, hint, |id, described, invalid| {
            // The first line break of a text area is no part of its text (HTML, §13.2.6.4.7).
            let value = format!("\n{value}");
            view! {
                <textarea id=id name=name rows=rows spellcheck="false" aria-describedby=described aria-invalid=invalid>{value}</textarea>
            }
            .into_any()
        })
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
        let chosen = self.typed(name).unwrap_or_else(|| chosen.to_owned());
        let options = choices
            .iter()
            .map(|(value, words)| view! { <option value=value.clone() selected=value.eq(&chosen)>{words.clone()}</option> })
            .collect_view();
        self.labelled(name, label, hint, |id, described, invalid| {
            view! { <select id=id name=name aria-describedby=described aria-invalid=invalid>{options}</select> }.into_any()
        })
    }

    /// A CSV, XLSX or Parquet file, in the form field `file`.
    pub fn file(self, hint: &'static str) -> AnyView {
        self.labelled("file", "File", hint, |id, described, invalid| {
            view! {
                <div class="drop">
                    <input id=id type="file" name="file" accept=".csv,text/csv,.xlsx,.parquet" aria-describedby=described aria-invalid=invalid/>
                </div>
            }
            .into_any()
        })
    }

    /// A control with its label, hint and error: it is given its id, the ids that describe it, and whether it is at fault.
    pub fn labelled(
        self,
        name: &str,
        label: &str,
        hint: &str,
        control: impl FnOnce(String, Option<String>, Option<&'static str>) -> AnyView,
    ) -> AnyView {
        let id = format!("{}-{name}", self.id);
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-err"));
        let at_fault = self.failed() && self.notes.word("field") == name;
        let described: Vec<&str> =
            [(!hint.is_empty()).then_some(hint_id.as_str()), at_fault.then_some(error_id.as_str())].into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        let control = control(id.clone(), described, at_fault.then_some("true"));
        view! {
            <div>
                <label for=id>{label.to_owned()}</label>
                {control}
                {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint.to_owned()}</p> })}
                {at_fault.then(|| view! { <p class="err" id=error_id>{sentence(&self.notes.error())}</p> })}
            </div>
        }
        .into_any()
    }
}

/// Where a form of a row leads back to: the page, which shows the error over itself.
pub fn back_to(page: &str) -> AnyView {
    view! { <input type="hidden" name="back" value=page.to_owned()/> }.into_any()
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
