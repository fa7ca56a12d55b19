//! The data plane of one instance: its own gate, the query pipeline, limits
