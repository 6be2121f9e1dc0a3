//! What headings say: names of offices, and years.

use super::fold::first_of;

/// Whether a name is that of an office, by its first word.
#[must_use]
pub fn is_office(name: &str) -> bool {
    const FIRST_WORDS: [&str; 14] = [
        "badan",
        "dinas",
        "sekretariat",
        "inspektorat",
        "kecamatan",
        "kelurahan",
        "kantor",
        "satuan",
        "rumah",
        "rsud",
        "bagian",
        "puskesmas",
        "opd",
        "skpd",
    ];
    first_of(name, &FIRST_WORDS).is_some()
}

/// The years that a text names, each once.
#[must_use]
pub fn years(text: &str) -> Vec<i32> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_digit()) {
        if word.len() == 4
            && let Ok(year) = word.parse::<i32>()
            && (1990..=2099).contains(&year)
            && !found.contains(&year)
        {
            found.push(year);
        }
    }
    found
}
