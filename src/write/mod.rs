//! Writes the plan and its cases as workbooks: the result (`rapi`), the user's own workbook with corrected
//! cells (`koreksi`), and the recap of a batch (`rekap`).

pub mod koreksi;
pub mod rapi;
pub mod rekap;
