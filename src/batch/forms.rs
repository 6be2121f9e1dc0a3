//! A folder of forms that the user wrote.

use std::fs;
use std::path::{Path, PathBuf};

use super::disk::is_no_file;
use super::paths::shown;
use crate::forms::{Forms, read_user};
use crate::model::Message;

/// Reads the forms of a folder (`*.toml`), in the order of names: each may extend those before it.
/// `None` where there are none.
pub fn read_forms(folder: &Path) -> Result<Option<Forms>, Message> {
    let failed = |path: &Path, detail: String| {
        Message::new("cli.forms_folder").with("path", shown(path)).with("detail", detail)
    };
    let entries = fs::read_dir(folder).map_err(|error| failed(folder, error.to_string()))?;
    let is_form = |path: &PathBuf| {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        !hidden
            && !is_no_file(path)
            && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_form).collect();
    paths.sort();
    let mut own = Vec::new();
    for path in &paths {
        let text = fs::read_to_string(path).map_err(|error| failed(path, error.to_string()))?;
        // The mark that Windows' editor puts at the beginning is no part of it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let form = read_user(text, Forms::with(own.clone()).all()).map_err(|fault| {
            Message::new("cli.form_unreadable")
                .with("path", shown(path))
                .with("line", fault.line)
                .with("why", Message::new(fault.key).with("detail", fault.detail))
        })?;
        own.push(form);
    }
    Ok((!own.is_empty()).then(|| Forms::with(own)))
}
