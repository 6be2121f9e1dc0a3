//! [`Renja`](crate::model::Renja) + cases → workbooks.

pub mod koreksi;
pub mod rapi;
pub mod rekap;
