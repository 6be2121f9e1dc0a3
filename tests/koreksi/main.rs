//! The user's own workbook, corrected in place: what changes, and that nothing else does.

mod build;
mod by_hand;
mod compare;
mod office;
mod refused;
