//! Collects remarks on the files of a run, so that a remark on many files is printed once.

use indexmap::IndexMap;

use crate::model::{Arg, Lang, Message};

/// Maximum number of files that a remark names; the others are only counted.
const MAX_NAMED_FILES: usize = 3;

/// The remarks of a run in the order in which they came, each with the files that it applies to.
#[derive(Debug)]
pub struct Remarks {
    lang: Lang,
    /// The files of each remark, by its text.
    all: IndexMap<String, RemarkFiles>,
}

/// The files that a remark applies to.
#[derive(Debug, Default)]
struct RemarkFiles {
    /// Names of the first [`MAX_NAMED_FILES`] files.
    named: Vec<String>,
    /// Number of all files.
    count: usize,
}

impl Remarks {
    /// Builds an empty collection for a run in this language.
    pub fn new(lang: Lang) -> Self {
        Self { lang, all: IndexMap::new() }
    }

    /// Adds the remarks of a file. Each is a `cli.about_file` whose argument `what` is the remark itself.
    pub fn add(&mut self, file: &str, remarks: &[Message]) {
        for remark in remarks {
            let what = remark.args.iter().find(|(name, _)| *name == "what");
            let what = what.map_or_else(|| remark.say(self.lang), |(_, what)| what.say(self.lang));
            let of = self.all.entry(what).or_default();
            of.count += 1;
            if of.named.len() < MAX_NAMED_FILES {
                of.named.push(file.to_owned());
            }
        }
    }

    /// Returns one message for each remark, with its files.
    pub fn messages(&self) -> Vec<Message> {
        self.all.iter().map(|(what, of)| remark_message(what, of)).collect()
    }
}

/// Returns the message for one remark: on its only file, or on several files.
fn remark_message(what: &str, of: &RemarkFiles) -> Message {
    if let ([file], 1) = (of.named.as_slice(), of.count) {
        return Message::new("cli.about_file").with("file", file.as_str()).with("what", what);
    }
    let mut files: Vec<Arg> = of.named.iter().map(|file| Arg::Text(file.clone())).collect();
    if of.count > of.named.len() {
        files.push(Message::new("cli.more_files").with("count", of.count - of.named.len()).into());
    }
    Message::new("cli.about_files").with("what", what).with("count", of.count).with("files", Arg::List(files))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_applies_to_many_files_is_said_once() {
        let mut remarks = Remarks::new(Lang::Id);
        let about = |what: &str| vec![Message::new("cli.about_file").with("file", "x").with("what", what)];
        for file in ["a.xls", "b.xls", "c.xls", "d.xls", "e.xls"] {
            remarks.add(file, &about("Bukan .xlsx."));
        }
        remarks.add("f.xlsx", &about("Lain."));
        let said: Vec<String> = remarks.messages().iter().map(|message| message.say(Lang::Id)).collect();
        assert_eq!(said, ["Bukan .xlsx. (5 berkas: a.xls, b.xls, c.xls, dan 2 lainnya)", "f.xlsx: Lain."]);
    }
}
