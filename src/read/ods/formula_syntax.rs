//! Translates OpenDocument formulas to Excel's notation: `of:=SUM([.E3:.E4];1)` becomes `SUM(E3:E4,1)`.

/// Translates a formula, and removes its prefix.
pub(super) fn translate(formula: &str) -> String {
    let formula = formula.trim();
    // The prefix names the dialect: "of:=", "oooc:=", "msoxl:=".
    let body = match formula.split_once('=') {
        Some((prefix, body)) if prefix.is_empty() || prefix.ends_with(':') => body,
        _ => formula,
    };
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    let mut braces = 0_usize;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            '[' => closing_bracket(rest),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        match first {
            '[' => push_reference(piece.trim_start_matches('[').trim_end_matches(']'), &mut out),
            ';' => out.push(','),
            '|' if braces > 0 => out.push(';'),
            c => {
                match c {
                    '{' => braces += 1,
                    '}' => braces = braces.saturating_sub(1),
                    _ => {}
                }
                out.push_str(piece);
            }
        }
    }
    out
}

/// Appends a reference: `.E3:.E4`, `$'Tabel 4.2'.E3`, `$Sheet1.E3:$Sheet1.E4`.
fn push_reference(text: &str, out: &mut String) {
    let (first, second) = split_colon(text);
    let (sheet, cell) = split_sheet(first);
    if !sheet.is_empty() {
        out.push_str(sheet.trim_start_matches('$'));
        out.push('!');
    }
    out.push_str(cell);
    if let Some(second) = second {
        out.push(':');
        out.push_str(split_sheet(second).1);
    }
}

/// Returns the length of the text up to and including the bracket that closes the reference. Brackets inside
/// a quoted sheet name do not count.
fn closing_bracket(text: &str) -> usize {
    let mut quoted = false;
    for (i, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            ']' if !quoted => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// Splits an area into its first and its last cell. Colons inside a quoted sheet name do not count.
fn split_colon(text: &str) -> (&str, Option<&str>) {
    let mut quoted = false;
    for (i, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            ':' if !quoted => return (&text[..i], Some(&text[i + 1..])),
            _ => {}
        }
    }
    (text, None)
}

/// Splits a reference into sheet and cell at its last dot, because a cell's name contains none. The sheet is
/// empty if there is no dot.
fn split_sheet(text: &str) -> (&str, &str) {
    text.rsplit_once('.').unwrap_or(("", text))
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn references_and_separators_become_those_of_excel() {
        assert_eq!(translate("of:=SUM([.E3:.E4])"), "SUM(E3:E4)");
        assert_eq!(translate("of:=SUM([.E3:.E4];[.$G$3];1)"), "SUM(E3:E4,$G$3,1)");
        assert_eq!(translate("of:=[$'Tabel 4.2'.J10]+[$Data.A1:.B2]"), "'Tabel 4.2'!J10+Data!A1:B2");
        assert_eq!(translate("of:=IF([.A1]=1;\"a;[b]\";{1;2|3;4})"), "IF(A1=1,\"a;[b]\",{1,2;3,4})");
        assert_eq!(translate("=A1"), "A1");
        assert_eq!(translate("of:=SUM([.E3:.E"), "SUM(E3:E");
    }
}
