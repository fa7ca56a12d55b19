//! Embeds the built dashboard, or a page that says how to build it
