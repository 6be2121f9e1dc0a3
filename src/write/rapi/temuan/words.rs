//! Names of severities and classes.

use crate::model::{Class, Severity};

/// Returns the message key of a severity's name.
pub fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "rapi.sifat.error",
        Severity::Warning => "rapi.sifat.warning",
        Severity::Note => "rapi.sifat.note",
    }
}

/// Returns the sign before a severity's name, by which it is recognized on a print without colours.
pub fn severity_sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "●",
        Severity::Warning => "▲",
        Severity::Note => "○",
    }
}

/// Returns the message key of a class's name.
pub fn class_key(class: Class) -> &'static str {
    match class {
        Class::Safe => "rapi.kelas.safe",
        Class::Suggested => "rapi.kelas.suggested",
        Class::Display => "rapi.kelas.display",
    }
}
