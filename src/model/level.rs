//! The levels of a plan, and the evidence for the level of an item.

use super::Message;

/// A level of the plan. Levels are ordered from the outermost to the innermost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// A total row ("JUMLAH"), wherever it stands in the table. With a parent it states the sum of that item,
    /// without one the sum of all.
    Jumlah,
    /// The office (OPD).
    Opd,
    /// A government affair (urusan).
    Urusan,
    /// A field of an urusan.
    BidangUrusan,
    /// A part of the office that has programs of its own: a bidang, a bagian, a kelurahan.
    UnitKerja,
    /// A program.
    Program,
    /// A kegiatan.
    Kegiatan,
    /// A sub kegiatan.
    SubKegiatan,
    /// A level of a budget by account codes, counted from 0 for the outermost: akun, kelompok, jenis.
    Rekening(u8),
    /// A row of a list, which has no levels.
    ListRow,
}

impl Level {
    /// Returns the name of the level in tables for other programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Jumlah => "jumlah",
            Self::Opd => "opd",
            Self::Urusan => "urusan",
            Self::BidangUrusan => "bidang_urusan",
            Self::UnitKerja => "unit_kerja",
            Self::Program => "program",
            Self::Kegiatan => "kegiatan",
            Self::SubKegiatan => "sub_kegiatan",
            Self::Rekening(_) => "rekening",
            Self::ListRow => "baris",
        }
    }

    /// Returns the key in `messages/` of the level's name.
    #[must_use]
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Jumlah => "rapi.tingkat.jumlah",
            Self::Opd => "rapi.tingkat.opd",
            Self::Urusan => "rapi.tingkat.urusan",
            Self::BidangUrusan => "rapi.tingkat.bidang_urusan",
            Self::UnitKerja => "rapi.tingkat.unit_kerja",
            Self::Program => "rapi.tingkat.program",
            Self::Kegiatan => "rapi.tingkat.kegiatan",
            Self::SubKegiatan => "rapi.tingkat.sub_kegiatan",
            Self::Rekening(_) => "rapi.tingkat.rekening",
            Self::ListRow => "rapi.tingkat.baris",
        }
    }
}

/// The evidence that decided an item's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelEvidence {
    /// The row stands above the first program.
    AboveFirstProgram,
    /// The row only informs, such as an average, or is a total whose parts are uncertain.
    Informational,
    /// The row stands below a program and shows no other evidence.
    BelowProgram,
    /// The length of the row's code.
    CodeLength,
    /// The figures: the row is the sum of the rows below it, or part of such a sum.
    Figures,
    /// The formulas of the sheet.
    Formula,
    /// The row stands among the parts of a sum, but the formula of the sum leaves it out.
    LeftOut,
    /// A column beside the name says the level: Program, Kegiatan, Sub Kegiatan.
    LevelWord,
    /// The table is a list, in which every row stands for itself.
    List,
    /// Bold print, indentation or capital letters of the name.
    Appearance,
    /// The numbering of the row.
    Numbering,
    /// The name is that of an office.
    OfficeName,
    /// The code begins with the code of the row above.
    CodePrefix,
    /// The row is a total row.
    Total,
    /// The name is that of a part of the office, and programs stand below it.
    UnitName,
    /// A word in the name: "Program ...".
    NameWord,
}

impl LevelEvidence {
    /// Returns the evidence as a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::AboveFirstProgram => "normalize.level.above",
            Self::Informational => "normalize.level.aside",
            Self::BelowProgram => "normalize.level.below",
            Self::CodeLength => "normalize.level.code",
            Self::Figures => "normalize.level.figures",
            Self::Formula => "normalize.level.formula",
            Self::LeftOut => "normalize.level.left_out",
            Self::LevelWord => "normalize.level.level_word",
            Self::List => "normalize.level.list",
            Self::Appearance => "normalize.level.look",
            Self::Numbering => "normalize.level.number",
            Self::OfficeName => "normalize.level.office",
            Self::CodePrefix => "normalize.level.prefix",
            Self::Total => "normalize.level.total",
            Self::UnitName => "normalize.level.unit",
            Self::NameWord => "normalize.level.word",
        })
    }
}
