//! The data API: request to plan to statement
