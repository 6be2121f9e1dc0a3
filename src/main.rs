//! The `renja` program: passes its arguments to the library and exits with the code that it returns.

use std::process::ExitCode;

fn main() -> ExitCode {
    renja::cli::run(std::env::args_os())
}
