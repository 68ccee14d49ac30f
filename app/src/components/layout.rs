//! The frame of a page: skip link, masthead, banner, main part, footer.

use leptos::prelude::*;
use leptos_meta::Title;

use super::masthead::{Section, bare_masthead, masthead};
use super::problem::problem;
use super::theme::ThemeSwitch;
use crate::state::frame::Frame;
use crate::state::request::RequestHead;

/// A page of a signed-in reader. Its children stand in `<main id="main" class="wrap">`; the frame is read here unless it is given.
/// When it cannot be read (nobody signed in, the database does not answer) the page says so instead.
#[component]
pub fn Layout(
    /// The current main link.
    current: Section,
    /// Title of the document, without the product's name.
    #[prop(into)]
    title: String,
    /// The frame, where the page knows it already.
    #[prop(optional)]
    frame: Option<Frame>,
    children: Children,
) -> impl IntoView {
    match frame {
        Some(frame) => framed(current, title, frame, children().into_any()).into_any(),
        None => Suspend::new(async move {
            match Frame::load().await {
                Ok(frame) => framed(current, title, frame, children().into_any()).into_any(),
                Err(error) => view! { <BareLayout title="Modelworth">{problem(&error)}</BareLayout> }.into_any(),
            }
        })
        .into_any(),
    }
}

/// A page before anybody signed in.
#[component]
pub fn BareLayout(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        {skip_link()}
        {bare_masthead()}
        <main id="main" class="wrap">{children()}</main>
        {footer("Nothing leaves this machine.".to_owned())}
    }
}

/// The same where page and frame are known already.
pub fn framed(current: Section, title: String, frame: Frame, content: AnyView) -> impl IntoView {
    let title = format!("{title} · Modelworth");
    let banner = frame.sample_data.then(|| {
        view! {
            <p class="banner" role="note"><b>"Sample data."</b>" This company does not exist; every figure here is invented."</p>
        }
    });
    let mast = masthead(current, &frame);
    let foot = format!("All times {}. Amounts in {}, {} basis.", frame.time_zone, frame.currency, frame.basis.name());
    view! {
        <Title text=title/>
        {skip_link()}
        <div inner_html=charts::svg::HATCH></div>
        {mast}
        <main id="main" class="wrap">{banner}{content}</main>
        {footer(foot)}
        <p class="vh" role="status" aria-live="polite" id="said"></p>
    }
}

fn skip_link() -> impl IntoView {
    view! { <a class="skip" href="#main">"Skip to content"</a> }
}

fn footer(text: String) -> impl IntoView {
    let theme = use_context::<RequestHead>().unwrap_or_default().theme();
    view! {
        <footer class="wrap">
            <div class="foot">
                <span>{text}</span>
                <ThemeSwitch current=theme/>
                <span><a href="/methodology">"Methodology"</a></span>
            </div>
        </footer>
    }
}
