//! How each chart is drawn. One file a kind; nothing here knows a medium.

mod measure;
mod month_axis;
mod month_trend;
mod spark;
