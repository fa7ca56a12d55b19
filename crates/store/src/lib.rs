//! Bailiwick's own database: migrations and one file of statements per noun
