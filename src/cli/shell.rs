//! `renja completions` and `renja man`: describe the command line to shells and to `man`.

use clap_complete::Shell;

use super::args::{self, Args};
use super::console::{Console, refuse};
use crate::messages::sentence;
use crate::model::{Lang, Message};

/// The headings that `clap_mangen` writes in English, with the keys of their translations.
const HEADINGS: [(&str, &str); 5] = [
    ("NAME", "man.name"),
    ("SYNOPSIS", "man.synopsis"),
    ("DESCRIPTION", "man.description"),
    ("EXTRA", "man.extra"),
    ("VERSION", "man.version"),
];

/// Prints the script by which a shell completes commands and options. Returns the exit code.
pub fn completions(shell: Shell, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::localized_command(common.lang), "renja", &mut script);
    let _ = console.print_data(&String::from_utf8_lossy(&script));
    console.exit_code(0)
}

/// Prints the manual page of the program or of one of its commands. Returns the exit code.
pub fn man(args: &args::Man, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let command = Args::localized_command(common.lang);
    let command = match &args.topic {
        None => Some(command),
        // The page of a command is named like its file, `renja-check.1`.
        Some(name) => command
            .find_subcommand(name)
            .map(|found| found.clone().name(format!("renja-{name}")).bin_name(format!("renja {name}"))),
    };
    let Some(command) = command else {
        let text = args.topic.clone().unwrap_or_default();
        return refuse(&console, &Message::new("cli.unknown_topic").with("text", text));
    };
    let source = concat!("renja ", env!("CARGO_PKG_VERSION"));
    let mut page = Vec::new();
    if let Err(error) = clap_mangen::Man::new(command).source(source).render(&mut page) {
        return refuse(&console, &Message::new("cli.stdout").with("detail", error.to_string()));
    }
    let page: String = String::from_utf8_lossy(&page)
        .lines()
        .map(|line| translate_heading(line, common.lang) + "\n")
        .collect();
    let _ = console.print_data(&page);
    console.exit_code(0)
}

/// Returns a line of a page; a known heading is translated and set in capitals, as is usual in manuals.
fn translate_heading(line: &str, lang: Lang) -> String {
    let Some(heading) = line.strip_prefix(".SH ") else { return line.to_owned() };
    let known = HEADINGS.iter().find(|(english, _)| *english == heading);
    let said = known.map_or_else(|| heading.to_owned(), |(_, key)| sentence(key, &[], lang.code()));
    format!(".SH {}", said.to_uppercase())
}
