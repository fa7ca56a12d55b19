//! HTTP of the control plane: the gate, one file per operation, errors
