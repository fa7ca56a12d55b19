//! Where the time of a request went, for the header `Server-Timing`.

use std::{fmt::Write as _, time::Instant};

/// A stopwatch with laps.
pub(crate) struct Timing {
    last: Instant,
    text: String,
}

impl Timing {
    pub(crate) fn start() -> Timing {
        Timing { last: Instant::now(), text: String::with_capacity(64) }
    }

    /// Ends a lap under a name; the figure is in milliseconds.
    pub(crate) fn lap(&mut self, name: &str) {
        let now = Instant::now();
        let milliseconds = now.duration_since(self.last).as_secs_f64() * 1_000.0;
        let comma = if self.text.is_empty() { "" } else { ", " };
        let _ = write!(self.text, "{comma}{name};dur={milliseconds:.3}");
        self.last = now;
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}
