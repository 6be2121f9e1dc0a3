//! The window of the program: whether it was opened for this program alone, as when a workbook is dropped on
//! it. Such a window closes with the program, so the program waits for Enter, and it shows the results in the
//! file manager, where the person came from.

use std::io::{self, IsTerminal};
use std::path::Path;

/// Whether the window was opened for this program alone and a person is in front of it. Always false in a
/// shell, with redirected output and in CI.
///
/// On Windows this is the case if Explorer started the program. On Linux it is the case in a desktop's
/// terminal whose first program is this one: a launcher with `Terminal=true`, or `xterm -e renja`. A launcher
/// without a terminal shows no output, and the program does not wait.
pub fn is_own() -> bool {
    let is_seen = io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal();
    is_seen && std::env::var_os("CI").is_none() && is_first()
}

/// Whether Explorer started this program, with no shell between the window and it.
#[cfg(windows)]
fn is_first() -> bool {
    use winsafe::{HPROCESSLIST, co};

    // The number of processes in the console (`GetConsoleProcessList`) would answer this too, but no crate in
    // use offers it without unsafe code here.
    let Ok(mut list) = HPROCESSLIST::CreateToolhelp32Snapshot(co::TH32CS::SNAPPROCESS, None) else {
        return false;
    };
    let processes = list.iter_processes().map_while(Result::ok);
    let processes: Vec<(u32, u32, String)> = processes
        .map(|process| (process.th32ProcessID, process.th32ParentProcessID, process.szExeFile()))
        .collect();
    let own = std::process::id();
    let parent = processes.iter().find(|(id, ..)| *id == own).map(|(_, parent, _)| *parent);
    processes.iter().any(|(id, _, name)| Some(*id) == parent && name.eq_ignore_ascii_case("explorer.exe"))
}

/// Whether this program is the first one of its terminal, where a shell would be otherwise. Without a
/// desktop, or over SSH, no window closes with the program.
#[cfg(target_os = "linux")]
fn is_first() -> bool {
    use rustix::process::{getpid, getsid};

    let has = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_desktop = (has("DISPLAY") || has("WAYLAND_DISPLAY")) && !has("SSH_CONNECTION");
    is_desktop && getsid(None) == Ok(getpid())
}

/// Always false: on other systems nothing tells, so the program does not wait.
#[cfg(not(any(windows, target_os = "linux")))]
fn is_first() -> bool {
    false
}

/// Shows a folder in the file manager. Does nothing if there is none: the path was printed.
pub fn show_folder(folder: &Path) {
    // Some launchers take a bare word for an address; an absolute path is unambiguous.
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let _ = open::that_detached(folder);
}

/// Waits for Enter, or for the end of standard input.
pub fn wait_for_enter() {
    let _ = io::stdin().read_line(&mut String::new());
}
