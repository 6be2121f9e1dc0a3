//! Shows, records and compares paths.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

/// Returns a path as reports show it, with `/` on every system.
#[must_use]
pub fn display_path(path: &Path) -> String {
    let text = path.to_string_lossy();
    if MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(MAIN_SEPARATOR, "/") }
}

/// Returns the last part of a path that is written with `/`.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Returns the folder of a file; empty for the current one.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}

/// Returns the path without links, as far as it exists.
pub fn canonical_path(path: &Path) -> PathBuf {
    let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    if let Ok(found) = here.canonicalize() {
        return if cfg!(windows) { without_verbatim_prefix(&found) } else { found };
    }
    match (here.parent(), here.file_name()) {
        (Some(above), Some(name)) => canonical_path(above).join(name),
        _ => here.to_owned(),
    }
}

/// Removes the prefix `\\?\` that Windows puts before a path without links. The prefix does not survive being
/// written with `/`.
fn without_verbatim_prefix(path: &Path) -> PathBuf {
    let text = path.to_string_lossy();
    match (text.strip_prefix(r"\\?\UNC\"), text.strip_prefix(r"\\?\")) {
        (Some(share), _) => PathBuf::from(format!(r"\\{share}")),
        (None, Some(drive)) => PathBuf::from(drive),
        (None, None) => path.to_owned(),
    }
}

/// Returns a path relative to the ledger's folder `root`, as the ledger records it. Both must be without
/// links. A path on another drive stays absolute.
pub fn ledger_path(root: &Path, path: &Path) -> String {
    let common = root.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    if common == 0 {
        return display_path(path); // another drive
    }
    let up = root.components().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(path.components().skip(common)).collect();
    display_path(&way)
}

/// Returns the path that the ledger in `root` records.
pub fn resolve_ledger_path(root: &Path, recorded: &str) -> PathBuf {
    let mut path = root.to_owned();
    for component in Path::new(recorded).components() {
        match component {
            Component::ParentDir => drop(path.pop()),
            Component::CurDir => {}
            component => path.push(component),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_path_leads_back() {
        let root = Path::new("/data/in/hasil");
        for (path, recorded) in [
            ("/data/in/2020/a.xlsx", "../2020/a.xlsx"),
            ("/data/in/hasil/a.xlsx", "a.xlsx"),
            ("/lain/a.xlsx", "../../../lain/a.xlsx"),
        ] {
            assert_eq!(ledger_path(root, Path::new(path)), recorded);
            assert_eq!(resolve_ledger_path(root, recorded), Path::new(path));
        }
    }

    #[test]
    fn a_path_of_windows_is_written_as_usual() {
        for (found, usual) in [
            (r"\\?\C:\in\a.xlsx", r"C:\in\a.xlsx"),
            (r"\\?\UNC\kantor\renja\a.xlsx", r"\\kantor\renja\a.xlsx"),
            (r"C:\in\a.xlsx", r"C:\in\a.xlsx"),
        ] {
            assert_eq!(without_verbatim_prefix(Path::new(found)), Path::new(usual));
        }
    }
}
