//! Presents a sheet as its reader sees it: its cells with merges taken apart ([`grid`]), tables that stand
//! side by side ([`beside`]), and tables that continue on another sheet ([`pages`]).

pub mod continued_sheets;
pub mod grid;
pub mod side_by_side;
