//! The HTML document around every page.

use leptos::config::LeptosOptions;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::routes::Pages;
use crate::state::request::RequestHead;

/// Where the browser finds style, fonts and code. All names change with the content.
#[derive(Clone, Copy, Debug)]
pub struct AssetPaths {
    /// Path of the style sheet.
    pub css: &'static str,
    /// Fonts of the first line of text, fetched beside the style sheet instead of after it.
    pub fonts: &'static [&'static str],
    /// Folder of the browser code without slashes at its ends; `None` if the program was built without it.
    pub code_folder: Option<&'static str>,
    /// File stem of the browser code in that folder.
    pub code_name: &'static str,
}

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E\
    %3Crect width='18' height='18' rx='2' fill='%231F4E79'/%3E\
    %3Cpath d='M4 14V5l5 5.5L14 5v9' fill='none' stroke='white' stroke-width='1.8'/%3E%3C/svg%3E";

/// The document: head, theme and the page that the address asks for.
pub fn shell(assets: AssetPaths) -> impl IntoView {
    let theme = use_context::<RequestHead>().unwrap_or_default().theme();
    let code = assets.code_folder.map(|folder| {
        let options = LeptosOptions::builder().output_name(assets.code_name).site_pkg_dir(folder).build();
        view! { <HydrationScripts options islands=true/> }
    });
    let fonts = assets
        .fonts
        .iter()
        .map(|path| view! { <link rel="preload" href=*path r#as="font" r#type="font/woff2" crossorigin="anonymous"/> })
        .collect_view();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href=ICON/>
                <link rel="stylesheet" href=assets.css nonce=use_nonce()/>
                {fonts}
                {code}
                <MetaTags/>
            </head>
            <body>
                <Pages/>
            </body>
        </html>
    }
}
