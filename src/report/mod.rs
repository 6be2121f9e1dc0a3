//! Findings → text and JSON. Own wire types, so that the model is free to change.
