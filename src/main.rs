//! The program: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    renja::cli::run(std::env::args_os())
}
