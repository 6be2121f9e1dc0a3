//! Corrects the user's own workbook in place and checks what changes, and that nothing else does.

mod build;
mod by_hand;
mod compare;
mod office;
mod refused;
