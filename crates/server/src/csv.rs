//! Rows of comma-separated values (RFC 4180) that no spreadsheet takes for formulas.

/// Appends a row.
pub(crate) fn row<'a>(text: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        push(text, cell);
    }
    text.push_str("\r\n");
}

fn push(text: &mut String, cell: &str) {
    // A spreadsheet runs what begins so: an apostrophe makes it read as text.
    let is_formula = cell
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '−', '＠']);
    let is_quoted = is_formula || cell.contains(['"', ',', '\r', '\n']) || cell.trim() != cell;
    if !is_quoted {
        text.push_str(cell);
        return;
    }
    text.push('"');
    if is_formula {
        text.push('\'');
    }
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], expected: &str) {
        let mut text = String::new();
        row(&mut text, cells.iter().copied());
        assert_eq!(text, expected);
    }

    #[test]
    fn cells_are_quoted_and_formulas_are_texts() {
        check(&["Ana", "", "yes"], "Ana,,yes\r\n");
        check(
            &["Smith, Ana", "says \"no\"", "two\nlines"],
            "\"Smith, Ana\",\"says \"\"no\"\"\",\"two\nlines\"\r\n",
        );
        check(
            &["=cmd|' /C calc'!A0", "@SUM(1)", "-1", "+1"],
            "\"'=cmd|' /C calc'!A0\",\"'@SUM(1)\",\"'-1\",\"'+1\"\r\n",
        );
        check(&[" =1"], "\" =1\"\r\n");
        check(&["＝1", "＋1", "−1", "＠A"], "\"'＝1\",\"'＋1\",\"'−1\",\"'＠A\"\r\n");
    }
}
