//! The contract: every operation declared once, with its types and its action
