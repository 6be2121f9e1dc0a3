//! Reads a folder of forms that the user wrote.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::file_faults::{is_not_regular_file, os_error_detail};
use super::paths::display_path;
use crate::forms::{Fault, Forms, parse_form};
use crate::model::Message;

/// Reads the forms of a folder (`*.toml`) in the order of their names; each may extend those before it.
/// `None` if there are no forms.
///
/// # Errors
///
/// If the folder or a form cannot be read, or a form is faulty; the message names the file and line.
pub fn read_forms(folder: &Path) -> Result<Option<Forms>, Message> {
    let failed = |path: &Path, error: &io::Error| {
        Message::new("cli.forms_folder")
            .with("path", display_path(path))
            .with("detail", os_error_detail(error))
    };
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let is_form = |path: &PathBuf| {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        !hidden
            && !is_not_regular_file(path)
            && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_form).collect();
    paths.sort();
    let mut own = Vec::new();
    for path in &paths {
        let text = fs::read_to_string(path).map_err(|error| failed(path, &error))?;
        // Skip the byte order mark that the Windows editor writes.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let form = parse_form(text, Forms::with_user_forms(own.clone()).all()).map_err(|fault| {
            Message::new("cli.form_unreadable")
                .with("path", display_path(path))
                .with("line", fault.line)
                .with("why", fault_message(fault))
        })?;
        own.push(form);
    }
    Ok((!own.is_empty()).then(|| Forms::with_user_forms(own)))
}

/// Returns the sentence for a fault in a form.
fn fault_message(fault: Fault) -> Message {
    let message = Message::new(fault.key);
    match fault.toml {
        Some(key) => message.with("detail", Message::new(key).with("word", fault.detail)),
        None => message.with("detail", fault.detail),
    }
}
