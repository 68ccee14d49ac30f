use crate::canvas::{Canvas, Drawn, Frame};
use crate::chart::Chart;
use crate::palette::Role;
use crate::pen::Pen;
use crate::scale::Scale;
use crate::series::drawable;
use crate::spec::{BridgeCell, BridgeKind};
use crate::style::Style;
use crate::surface::Surface;

impl Chart for BridgeCell {
    fn finding(&self) -> &str {
        ""
    }

    fn widths(&self) -> (f64, f64) {
        (244.0, 92.0)
    }

    fn height(&self, _: f64, style: &Style) -> f64 {
        style.bridge_row
    }

    fn draw_on<S: Surface>(&self, canvas: &Canvas<'_, S>) -> Drawn<S> {
        if !drawable(self.from) || !drawable(self.to) {
            return Ok(());
        }
        let (style, middle) = (canvas.style, canvas.height / 2.0);
        let edge = style.total_dot + style.rule;
        let x = Scale::new(self.scale.0, self.scale.1, edge, canvas.width - edge);
        let (from, to) = (x.at(self.from), x.at(self.to));
        let pen = Pen::new(Role::Ink2, style.tick);
        if !self.first {
            canvas.down(from, 0.0, middle, pen)?;
        }
        if !self.last {
            canvas.down(to, middle, canvas.height, pen)?;
        }
        match self.kind {
            BridgeKind::Total => canvas.dot((to, middle), style.total_dot, Role::Ink),
            BridgeKind::Change => {
                let frame = Frame {
                    x: from.min(to),
                    y: middle - style.bar / 2.0,
                    // A change of nothing to be seen still has a mark.
                    width: (to - from).abs().max(style.rule),
                    height: style.bar,
                };
                canvas.block(frame, if self.to < self.from { Role::Loss } else { Role::Gain })
            }
        }
    }
}
