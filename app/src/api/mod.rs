//! Server functions, one file an area, each a few lines over a port.

#[cfg(feature = "ssr")]
pub mod address;
#[cfg(feature = "ssr")]
pub mod drivers;
#[cfg(feature = "ssr")]
pub mod evidence;
#[cfg(feature = "ssr")]
pub mod feeding;
#[cfg(feature = "ssr")]
pub mod form;
pub mod live;
#[cfg(feature = "ssr")]
pub mod mappings;
#[cfg(feature = "ssr")]
pub mod pools;
#[cfg(feature = "ssr")]
pub mod rates;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod sources;
pub mod theme;
#[cfg(feature = "ssr")]
pub mod value_map;
pub mod what_if;
