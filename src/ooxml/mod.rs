//! Packages of XML parts, the container format of .xlsx and .ods: the zip archive, the names of its parts,
//! the relationships between them, and their XML, either as events or as text with positions.

pub mod edit;
pub mod package;
pub mod relationships;
pub mod xml;
