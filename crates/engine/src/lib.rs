//! Users' databases: connect, introspect, run
