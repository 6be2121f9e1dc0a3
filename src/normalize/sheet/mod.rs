//! Presents a sheet as its reader sees it: its cells with merges taken apart ([`grid`]), tables that stand
//! side by side ([`side_by_side`]), and tables that continue on another sheet ([`continued_sheets`]).

pub mod continued_sheets;
pub mod grid;
pub mod side_by_side;
