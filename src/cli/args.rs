//! Defines the command line. The texts of the help are in `messages/`, under `help`.
//!
//! Types that clap derives from have `//` comments: clap would take doc comments for English help texts.

use std::ffi::OsString;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::parser::ValueSource;
use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};
use serde::{Deserialize, Serialize};

use super::wrong;
use crate::correct::{Accept, TrustedSource};
use crate::messages::{has, sentence};
use crate::model::{Lang, Message};
use crate::write::rapi::Paper;

#[derive(Debug, Parser)]
#[command(name = "renja", version, disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    // These options apply when workbooks are dropped on the program without a command, which does the same as
    // `process`.
    #[command(flatten)]
    pub process: Process,
    #[command(flatten)]
    pub common: Common,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
#[command(disable_help_flag = true)]
pub enum Command {
    #[command(disable_help_flag = true)]
    Process(Process),
    #[command(disable_help_flag = true)]
    Check(Check),
    #[command(disable_help_flag = true)]
    Export(Export),
    #[command(disable_help_flag = true)]
    Rule(Rule),
    // Hidden commands, for people who install the program; planners have no use for them.
    #[command(disable_help_flag = true, hide = true)]
    Completions(Completions),
    #[command(disable_help_flag = true, hide = true)]
    Man(Man),
}

#[derive(Debug, clap::Args)]
pub struct Process {
    #[command(flatten)]
    pub input: Input,
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = choice_parser(&FORMAT_CHOICES))]
    pub format: Format,
    #[arg(long, value_name = "CLASS", default_value = "safe", value_parser = choice_parser(&ACCEPT_CHOICES))]
    pub accept: Accept,
    #[arg(long, value_name = "SIZE", default_value = "f4", value_parser = choice_parser(&PAPER_CHOICES))]
    pub paper: Paper,
    #[arg(long, value_name = "FORM|detail|total")]
    pub reference: Option<TrustedSource>,
    #[arg(long, value_name = "FOLDER")]
    pub forms: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub rules: Rules,
}

#[derive(Debug, clap::Args)]
pub struct Check {
    #[command(flatten)]
    pub input: Input,
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = choice_parser(&FORMAT_CHOICES))]
    pub format: Format,
    #[arg(long)]
    pub explain_layout: bool,
    #[arg(long, value_name = "FORM|detail|total")]
    pub reference: Option<TrustedSource>,
    #[arg(long, value_name = "FOLDER")]
    pub forms: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
    #[command(flatten)]
    pub rules: Rules,
}

#[derive(Debug, clap::Args)]
pub struct Export {
    #[command(flatten)]
    pub input: Input,
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub file: Option<PathBuf>,
    #[arg(long = "format", value_name = "FORMAT", default_value = "csv", value_parser = choice_parser(&ROW_FORMAT_CHOICES))]
    pub row_format: RowFormat,
    #[arg(long, value_name = "TABLE", default_value = "rows", value_parser = choice_parser(&TABLE_CHOICES))]
    pub what: ExportTable,
    #[arg(long)]
    pub long: bool,
    #[arg(long)]
    pub semicolon: bool,
    #[arg(long)]
    pub decimal_comma: bool,
    #[arg(long, value_name = "FOLDER")]
    pub forms: Option<PathBuf>,
    #[command(flatten)]
    pub limits: Limits,
}

#[derive(Debug, clap::Args)]
pub struct Rule {
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Completions {
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
pub struct Man {
    #[arg(value_name = "COMMAND")]
    pub topic: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Input {
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub files_from: Option<PathBuf>,
}

impl Input {
    /// Whether neither a path nor a list of paths was given.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.files_from.is_none()
    }
}

// Limits of the work on one workbook.
#[derive(Debug, clap::Args)]
pub struct Limits {
    #[arg(long, value_name = "N")]
    pub max_cells: Option<NonZeroUsize>,
    #[arg(long, value_name = "SECONDS")]
    pub timeout: Option<NonZeroU64>,
    #[arg(long, value_name = "MB")]
    pub max_memory: Option<NonZeroU64>,
}

#[derive(Debug, clap::Args)]
pub struct Rules {
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub select: Vec<String>,
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

// Options of every command, accepted before or after its name.
#[derive(Debug, clap::Args)]
pub struct Common {
    #[arg(short, long, value_name = "N", global = true)]
    pub jobs: Option<NonZeroUsize>,
    #[arg(short, long, global = true)]
    pub quiet: bool,
    #[arg(long, value_name = "LANG", default_value = "id", global = true, value_parser = choice_parser(&LANG_CHOICES))]
    pub lang: Lang,
    #[arg(short, long, action = ArgAction::Help, global = true)]
    help: Option<bool>,
}

/// Format of a report on findings or of the results of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Format {
    Text,
    Json,
    Ndjson,
}

/// Format of exported rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFormat {
    Csv,
    Json,
}

/// Which table `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportTable {
    Rows,
    Findings,
}

const LANG_CHOICES: [(&str, Lang); 2] = [("id", Lang::Id), ("en", Lang::En)];
const ACCEPT_CHOICES: [(&str, Accept); 3] =
    [("none", Accept::None), ("safe", Accept::Safe), ("suggested", Accept::Suggested)];
const PAPER_CHOICES: [(&str, Paper); 2] = [("f4", Paper::F4), ("a4", Paper::A4)];
const FORMAT_CHOICES: [(&str, Format); 3] =
    [("text", Format::Text), ("json", Format::Json), ("ndjson", Format::Ndjson)];

const ROW_FORMAT_CHOICES: [(&str, RowFormat); 2] = [("csv", RowFormat::Csv), ("json", RowFormat::Json)];
const TABLE_CHOICES: [(&str, ExportTable); 2] =
    [("rows", ExportTable::Rows), ("findings", ExportTable::Findings)];

/// Why the arguments did not lead to a command.
#[derive(Debug)]
pub enum ArgsError {
    /// Help or the version was asked for, which clap prints.
    HelpOrVersion(clap::Error),
    /// The arguments are wrong; the message says in what way.
    Invalid(Message),
}

impl From<clap::Error> for ArgsError {
    fn from(error: clap::Error) -> Self {
        match wrong::parse_error_message(&error) {
            Some(message) => Self::Invalid(message),
            None => Self::HelpOrVersion(error),
        }
    }
}

impl Args {
    /// Parses the arguments, of which the first is the program's name.
    ///
    /// # Errors
    ///
    /// If the arguments are wrong, or if they ask for help or for the version.
    pub fn read(arguments: &[OsString]) -> Result<Self, ArgsError> {
        let mut command = localize(Self::command(), requested_lang(arguments).code(), "");
        let matches = command.try_get_matches_from_mut(arguments)?;
        // Refuse `renja -o hasil check FILE`: options before a command belong to the call without one, which
        // processes dropped files, and `check` would ignore them.
        let is_given = |arg: &clap::Arg| {
            !arg.is_global_set()
                && matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine)
        };
        if matches.subcommand().is_some() && command.get_arguments().any(is_given) {
            return Err(ArgsError::Invalid(Message::new("cli.misplaced")));
        }
        Ok(Self::from_arg_matches(&matches)?)
    }

    /// Returns the definition of the command line, with its help in the given language.
    pub fn localized_command(lang: Lang) -> clap::Command {
        let mut command = localize(Self::command(), lang.code(), "");
        command.build();
        command
    }

    /// Returns the names of the commands that are not hidden. A path called `man` is taken for a folder, not
    /// for a misspelt command.
    pub fn command_names() -> Vec<String> {
        let command = Self::command();
        let shown = command.get_subcommands().filter(|command| !command.is_hide_set());
        shown.map(|command| command.get_name().to_owned()).collect()
    }
}

/// Returns a parser that accepts one of a few words and yields the value of that word.
fn choice_parser<T>(values: &'static [(&'static str, T)]) -> impl TypedValueParser<Value = T>
where
    T: Copy + Send + Sync + 'static,
{
    PossibleValuesParser::new(values.iter().map(|(word, _)| *word)).try_map(|word| {
        // The parser above accepts no other words.
        values.iter().find(|(known, _)| *known == word).map(|(_, value)| *value).ok_or("unknown")
    })
}

/// Returns the language of the help. clap builds the help before it parses the arguments, so this function
/// looks for `--lang` itself.
pub fn requested_lang(arguments: &[OsString]) -> Lang {
    let is_english = |pair: &[OsString]| pair[0] == "--lang" && pair[1] == "en";
    if arguments.iter().any(|argument| argument == "--lang=en") || arguments.windows(2).any(is_english) {
        Lang::En
    } else {
        Lang::Id
    }
}

/// Sets the help of a command and its subcommands in a language. `above` is the path of the parent commands,
/// with a blank at its end.
fn localize(command: clap::Command, lang: &str, above: &str) -> clap::Command {
    let say = |name: &str| sentence(&format!("help.{name}"), &[], lang);
    let template =
        format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}\n", say("usage"));
    let about = if command.get_name() == "renja" { say("about") } else { say(command.get_name()) };
    let (arguments, options) = (say("arguments"), say("options"));
    // A name such as `FORM|detail|total` begins with a placeholder, which is translated; the words after it
    // are literal.
    let value = |name: &str| match name.split_once('|') {
        Some((first, rest)) => format!("{}|{rest}", value_name(first, lang)),
        None => value_name(name, lang),
    };
    let path = format!("{above}{}", command.get_name());
    // The command stands first: behind a path it would be another path.
    let mut usage = path.clone();
    if command.has_subcommands() {
        usage.extend([" [", say("token_command").as_str(), "]"]);
    }
    usage.extend([" [", say("token_options").as_str(), "]"]);
    for argument in command.get_positionals() {
        let name = argument.get_value_names().and_then(<[_]>::first).map_or_else(String::new, |n| value(n));
        let many = matches!(argument.get_action(), ArgAction::Append);
        usage.extend([" [", name.as_str(), "]", if many { "..." } else { "" }]);
    }
    let above = format!("{path} ");
    command
        .override_usage(usage)
        .about(about)
        .after_help(say("after"))
        .help_template(template)
        .subcommand_help_heading(say("commands"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { &arguments } else { &options };
            let help = say(arg.get_id().as_str());
            // Show the name of the value in the given language. Default and possible values are hidden, since
            // the help text itself names them.
            let named = arg.get_action().takes_values();
            let name = arg.get_value_names().and_then(<[_]>::first).map(|name| value(name));
            let arg = match name.filter(|_| named) {
                Some(name) => arg.value_name(name),
                None => arg,
            };
            let arg = arg.help(help).help_heading(heading.clone()).hide_default_value(named);
            if named { arg.hide_possible_values(true) } else { arg }
        })
        .mut_subcommands(|subcommand| localize(subcommand, lang, &above))
}

/// Returns the name of an option's value in the help: `FILE` is `BERKAS` in Indonesian. Names without a
/// translation, such as `N` and `MB`, stay as they are.
fn value_name(name: &str, lang: &str) -> String {
    let key = format!("help.value_{}", name.to_lowercase());
    if has(&key, lang) { sentence(&key, &[], lang) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_option_has_its_words() {
        fn look(command: &clap::Command) {
            for arg in command.get_arguments() {
                let key = format!("help.{}", arg.get_id());
                assert!(has(&key, "id") && has(&key, "en"), "{key}");
            }
            for subcommand in command.get_subcommands() {
                let key = format!("help.{}", subcommand.get_name());
                assert!(has(&key, "id") && has(&key, "en"), "{key}");
                look(subcommand);
            }
        }
        look(&Args::command());
        Args::command().debug_assert();
    }
}
