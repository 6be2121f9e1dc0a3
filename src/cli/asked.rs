//! Turns arguments that several commands share into files, rules, forms and limits.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::{Path, PathBuf};

use super::args::{self, Common, Input, Rules};
use super::console::Console;
use crate::batch::Bounds;
use crate::check::Selection;
use crate::correct::TrustedSource;
use crate::forms::Forms;
use crate::model::{Arg, Message};
use crate::read::Limits;
use crate::{Options, batch, check as checking};

/// Returns the sources with the settings of their offices and the forms of `folder`, if one was named.
///
/// # Errors
///
/// If a settings file or a form is unreadable or faulty.
pub fn load_settings_and_forms(
    sources: Vec<batch::Source>,
    folder: Option<&Path>,
) -> Result<(Vec<batch::Source>, batch::Settings, Forms), Message> {
    let settings = batch::Settings::find(&sources)?;
    Ok((sources, settings, forms(folder)?))
}

/// Returns the source that wins when figures disagree, as asked for. `None` if none was asked for.
///
/// # Errors
///
/// If it is a form that is neither built in nor one of the user's.
pub fn check_reference(
    asked: Option<&TrustedSource>,
    forms: &Forms,
    settings: &batch::Settings,
) -> Result<Option<TrustedSource>, Message> {
    let Some(reference) = asked else { return Ok(None) };
    let known = |forms: &Forms| reference.is_known(forms);
    if known(forms) || settings.forms().any(known) {
        return Ok(Some(reference.clone()));
    }
    let TrustedSource::Form(code) = reference else { return Ok(Some(reference.clone())) };
    let codes: Vec<Arg> = forms.all().iter().map(|form| Arg::Text(form.code.clone())).collect();
    Err(Message::new("cli.unknown_reference").with("text", code.as_str()).with("forms", Arg::List(codes)))
}

/// Returns the files that the arguments name, and prints remarks on the files that were passed over in their
/// folders.
///
/// # Errors
///
/// If no path was given, or if the list of paths cannot be read.
pub fn sources(input: &Input, console: &Console) -> Result<Vec<batch::Source>, Message> {
    let mut paths = input.paths.clone();
    if let Some(list) = &input.files_from {
        paths.extend(read_path_list(list).map_err(|error| {
            Message::new("cli.list_unreadable")
                .with("path", list.to_string_lossy().into_owned())
                .with("detail", batch::os_error_detail(&error))
        })?);
    }
    if paths.is_empty() {
        return Err(Message::new("cli.no_paths"));
    }
    let searching = paths.first().filter(|path| path.is_dir());
    let searching =
        searching.map(|path| Message::new("cli.searching").with("path", batch::display_path(path)));
    let progress = searching.and_then(|message| console.start_progress(0, &message));
    let batch::SearchResult { sources, remarks } = batch::find_sources(&paths);
    drop(progress);
    for remark in &remarks {
        console.print_remark(remark);
    }
    Ok(sources)
}

/// Reads a list of paths, one on each line; `-` is standard input. The line ends of Windows and the byte
/// order mark that its editor puts at the beginning are not part of a name.
///
/// # Errors
///
/// If the list cannot be read.
fn read_path_list(list: &Path) -> std::io::Result<Vec<PathBuf>> {
    let text = if list.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())?
    } else {
        std::fs::read_to_string(list)?
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from).collect())
}

/// Returns the rules that `--select` and `--ignore` choose.
///
/// # Errors
///
/// If a code is not the beginning of any rule's code. It is a slip, and in `--select` it would silence every
/// rule.
pub fn selection(rules: &Rules) -> Result<Selection, Message> {
    let upper = |codes: &[String]| codes.iter().map(|code| code.trim().to_uppercase()).collect::<Vec<_>>();
    let selection = Selection { select: upper(&rules.select), ignore: upper(&rules.ignore) };
    let known = |code: &String| checking::rules().iter().any(|rule| rule.code.starts_with(code.as_str()));
    match selection.select.iter().chain(&selection.ignore).find(|code| code.is_empty() || !known(code)) {
        Some(code) => Err(Message::new("cli.unknown_selection").with("code", code.as_str())),
        None => Ok(selection),
    }
}

/// Returns the options for one input. What was given on the command line takes precedence over the input's
/// settings.
pub fn with_settings(options: &Options, setting: Option<&batch::FileSettings>) -> Options {
    let mut options = options.clone();
    if let Some(setting) = setting {
        options.search.reference = options.search.reference.or_else(|| setting.reference.clone());
        if options.forms.has_no_user_forms()
            && let Some(forms) = &setting.forms
        {
            options.forms = forms.clone();
        }
        options.exceptions.clone_from(&setting.exceptions);
    }
    options
}

/// Returns the forms by which tables are recognized: the built-in ones, and those of `folder` if one was
/// named.
///
/// # Errors
///
/// If the folder has no forms, or if one is unreadable or faulty.
fn forms(folder: Option<&Path>) -> Result<Forms, Message> {
    let Some(folder) = folder else { return Ok(Forms::default()) };
    let none = || Message::new("cli.forms_none").with("path", batch::display_path(folder));
    batch::read_forms(folder)?.ok_or_else(none)
}

/// Returns the limits on the size of a workbook; limits that were not given keep their default.
pub fn limits(asked: &args::Limits) -> Limits {
    let usual = Limits::default();
    Limits { max_cells: asked.max_cells.map_or(usual.max_cells, NonZeroUsize::get), ..usual }
}

/// Returns the bounds of the work on one workbook, given the number of workbooks. A single workbook uses as
/// many threads as there would be workbooks at once; several use one thread each, which uses the cores best.
pub fn bounds(asked: &args::Limits, common: &Common, workbooks: usize) -> Bounds {
    // Maximum number of threads for one workbook; more than four have nothing to do in most workbooks.
    const MAX_THREADS: usize = 4;
    let usual = Bounds::default();
    Bounds {
        threads: if workbooks == 1 { jobs(common).min(MAX_THREADS) } else { usual.threads },
        seconds: asked.timeout.map_or(usual.seconds, NonZeroU64::get),
        megabytes: asked.max_memory.map_or(usual.megabytes, NonZeroU64::get),
    }
}

/// Returns the number of workbooks to work on at once: `--jobs`, or else the number of cores.
pub fn jobs(common: &Common) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    common.jobs.map_or_else(all, NonZeroUsize::get)
}
