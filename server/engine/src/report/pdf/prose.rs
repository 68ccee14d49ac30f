//! Text of one or more looks, broken into lines between words.

use super::fonts;
use super::look::Look;
use super::sheet::{Align, Sheet};

/// A piece of text with its look.
pub type Span<'a> = (&'a str, Look);
/// A line: left end of each run, its text and look.
pub type Line = Vec<(f64, String, Look)>;

/// A word: pieces without a breaking space between them.
type Word = Vec<(String, Look)>;

/// The lines of `spans` in `room`. A word wider than the room is broken between letters.
pub fn wrap(spans: &[Span<'_>], room: f64) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut x = 0.0;
    for word in words(spans).into_iter().flat_map(|word| fit(word, room)) {
        let width: f64 = word.iter().map(|(text, look)| measure(text, *look)).sum();
        let space = word.first().map_or(0.0, |(_, look)| measure(" ", *look));
        let fresh = match lines.last() {
            Some(line) if !line.is_empty() => x + space + width > room + 0.01,
            _ => lines.is_empty(),
        };
        if fresh {
            lines.push(Line::new());
            x = 0.0;
        }
        let Some(line) = lines.last_mut() else { continue };
        let mut gap = if line.is_empty() { "" } else { " " };
        for (text, look) in word {
            match line.last_mut() {
                Some((_, last, same)) if *same == look => {
                    last.push_str(gap);
                    last.push_str(&text);
                }
                _ => line.push((x + measure(gap, look), text.clone(), look)),
            }
            x += measure(gap, look) + measure(&text, look);
            gap = "";
        }
    }
    lines
}

/// Width of a text.
pub fn measure(text: &str, look: Look) -> f64 {
    fonts::width(text, look.size, look.weight)
}

fn words(spans: &[Span<'_>]) -> Vec<Word> {
    let mut words = vec![Word::new()];
    for (text, look) in spans {
        for (place, piece) in text.split([' ', '\n']).enumerate() {
            if place > 0 {
                words.push(Word::new());
            }
            if let Some(word) = words.last_mut().filter(|_| !piece.is_empty()) {
                word.push((piece.to_owned(), *look));
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn fit(word: Word, room: f64) -> Vec<Word> {
    if word.iter().map(|(text, look)| measure(text, *look)).sum::<f64>() <= room {
        return vec![word];
    }
    let (mut parts, mut x) = (vec![Word::new()], 0.0);
    for (text, look) in word {
        for letter in text.chars() {
            let width = measure(&letter.to_string(), look);
            if x + width > room && x > 0.0 {
                parts.push(Word::new());
                x = 0.0;
            }
            x += width;
            let Some(part) = parts.last_mut() else { continue };
            match part.last_mut() {
                Some((run, same)) if *same == look => run.push(letter),
                _ => part.push((letter.to_string(), look)),
            }
        }
    }
    parts
}

impl Sheet {
    /// Writes wrapped text below `y` and returns where it ends. More than `most` lines end in an ellipsis.
    pub fn prose(&mut self, x: f64, y: f64, spans: &[Span<'_>], room: f64, most: usize) -> f64 {
        let Some(leading) = spans.first().map(|(_, look)| look.leading) else { return y };
        let mut lines = wrap(spans, room);
        if lines.len() > most {
            lines.truncate(most);
            if let Some((at, text, look)) = lines.last_mut().and_then(|line| line.last_mut()) {
                while !text.is_empty() && *at + measure(text, *look) + measure("…", *look) > room {
                    text.pop();
                }
                text.push('…');
            }
        }
        let mut top = y;
        for line in lines {
            for (at, text, look) in &line {
                let first = spans.first().map_or(*look, |(_, look)| *look);
                self.text(x + at, first.baseline(top), text, *look, Align::Left);
            }
            top += leading;
        }
        top
    }
}
