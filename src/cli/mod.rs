//! The command line. No other room prints.

mod args;
mod asked;
mod check;
mod console;
mod export;
mod process;
mod progress;
mod remarks;
mod rule;
mod shell;
mod summary;
mod window;
mod worker;
mod wrong;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use args::{Args, ArgsError, Command, Input, requested_lang};
use console::{Console, EXIT_FAILED, refuse};

use crate::model::Message;

/// Runs the program with these arguments, of which the first is its own name, and returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    // A panic in the work on one file happens on a thread of its own and becomes the message for that file.
    // Its trace is only printed for those who ask for it.
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if std::thread::current().name() == Some("main") {
                hook(panic);
            }
        }));
    }
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(code) = worker::run(&arguments) {
        return ExitCode::from(code);
    }
    let (code, lang, quiet) = match Args::read(&arguments) {
        Ok(args) => {
            let (lang, quiet) = (args.common.lang, args.common.quiet);
            (run_command(args), lang, quiet)
        }
        Err(ArgsError::Invalid(why)) => {
            let lang = requested_lang(&arguments);
            (refuse(&Console::new(lang, false), &why), lang, false)
        }
        Err(ArgsError::HelpOrVersion(error)) => {
            // clap reports requests for help and version as errors. Ignore write errors: the output may be
            // closed.
            let _ = error.print();
            (u8::try_from(error.exit_code()).unwrap_or(EXIT_FAILED), requested_lang(&arguments), false)
        }
    };
    if !quiet && window::is_own() {
        Console::new(lang, quiet).print_error(&Message::new("cli.press_enter"));
        window::wait_for_enter();
    }
    ExitCode::from(code)
}

/// Runs the command that the arguments ask for and returns its exit code.
fn run_command(Args { command, process, common, .. }: Args) -> u8 {
    match command {
        Some(Command::Check(args)) => check::run(&args, &common),
        Some(Command::Export(args)) => export::run(&args, &common),
        Some(Command::Rule(args)) => rule::run(&args, &common),
        Some(Command::Process(args)) => process::run(&args, &common),
        Some(Command::Completions(args)) => shell::completions(args.shell, &common),
        Some(Command::Man(args)) => shell::man(&args, &common),
        None if process.input.is_empty() => print_welcome(&Console::new(common.lang, common.quiet)),
        None => match misspelt_command(&process.input) {
            Some(why) => refuse(&Console::new(common.lang, common.quiet), &why),
            None => process::run(&process, &common),
        },
    }
}

/// Prints how to use the program. This is what a double click on it shows, since it gives no files.
fn print_welcome(console: &Console) -> u8 {
    for key in [
        "cli.welcome",
        "cli.welcome_drop",
        "cli.welcome_call",
        "cli.welcome_file",
        "cli.welcome_folder",
        "cli.welcome_help",
    ] {
        console.print_error(&Message::new(key));
    }
    EXIT_FAILED
}

/// Returns a message that names the intended command, if the first path of a call without a command does not
/// exist and is spelled much like one, or if a command stands behind a path. Without this check, `renja chek FOLDER` and
/// `renja FOLDER check` would process the folder and write results. `None` otherwise.
fn misspelt_command(input: &Input) -> Option<Message> {
    // Minimum likeness (0 to 1) to a command's name. `chek`, `cek` and `proses` are above it, names of
    // folders that offices use are below.
    const MIN_LIKENESS: f64 = 0.6;
    let commands = Args::command_names().into_iter();
    let behind = input.paths.iter().skip(1).filter_map(|path| path.to_str());
    let mut behind = behind.filter(|text| !Path::new(text).exists());
    if let Some(command) = behind.find_map(|text| commands.clone().find(|name| name == text)) {
        return Some(Message::new("cli.command_behind").with("command", command));
    }
    let text = input.paths.first()?.to_str()?;
    if Path::new(text).exists() {
        return None;
    }
    let likeness = |name: &String| strsim::normalized_damerau_levenshtein(&text.to_lowercase(), name);
    let near = commands.map(|name| (likeness(&name), name)).filter(|(likeness, _)| *likeness >= MIN_LIKENESS);
    let (_, near) = near.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    Some(Message::new("cli.unknown_command").with("text", text).with("near", near))
}
