//! Packages of XML parts, which .xlsx and .ods are: a zip, the names of its parts, what they refer to, and their
//! XML, read as events or kept as text with places.

pub mod edit;
pub mod package;
pub mod relationships;
pub mod xml;
