//! How each chart is drawn. One file a kind; nothing here knows a medium.

mod bridge;
mod bridge_cell;
mod columns;
mod events;
mod flow;
mod interval_bar;
mod interval_figure;
mod measure;
mod month_axis;
mod month_trend;
mod spark;
mod strip;
mod strips;
mod value_bars;

#[cfg(test)]
mod tests;
