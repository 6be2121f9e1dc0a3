//! The levels of a plan, and what told them.

use super::Message;

/// The levels of the plan, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// A row that states the sum of all ("JUMLAH"), wherever it stands; with a parent, the sum of that item.
    Jumlah,
    /// The office (OPD).
    Opd,
    /// A government affair.
    Urusan,
    /// A field of it.
    BidangUrusan,
    /// A part of the office that has programs of its own: a bidang, a bagian, a kelurahan.
    UnitKerja,
    /// A program.
    Program,
    /// A kegiatan.
    Kegiatan,
    /// A sub kegiatan.
    SubKegiatan,
    /// A level of a budget of account codes, counted from 0, the outermost: akun, kelompok, jenis.
    Rekening(u8),
    /// The row of a list.
    Baris,
}

impl Level {
    /// The name of the level in tables for other programs.
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
            Self::Baris => "baris",
        }
    }

    /// The key of its name in `messages/`.
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
            Self::Baris => "rapi.tingkat.baris",
        }
    }
}

/// Why an item has its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelWhy {
    /// It stands above the first program.
    Above,
    /// A row told for information, or a total whose parts are not sure.
    Aside,
    /// It stands below a program and shows no other sign.
    Below,
    /// The length of its code.
    Code,
    /// Its figures: they are the sum of the rows below it, or a part of such a sum.
    Figures,
    /// Formulas of the sheet.
    Formula,
    /// It stands among parts that a formula adds up, and the formula leaves it out.
    LeftOut,
    /// Every row stands for itself.
    List,
    /// Bold print, indentation or capitals of its name.
    Look,
    /// Its numbering.
    Number,
    /// Its name is that of an office.
    Office,
    /// Its code begins with the code of the row above.
    Prefix,
    /// It is a total row.
    Total,
    /// Its name is that of a part of the office, above programs.
    Unit,
    /// A word in its name: "Program ...".
    Word,
}

impl LevelWhy {
    /// The reason as a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Above => "normalize.level.above",
            Self::Aside => "normalize.level.aside",
            Self::Below => "normalize.level.below",
            Self::Code => "normalize.level.code",
            Self::Figures => "normalize.level.figures",
            Self::Formula => "normalize.level.formula",
            Self::LeftOut => "normalize.level.left_out",
            Self::List => "normalize.level.list",
            Self::Look => "normalize.level.look",
            Self::Number => "normalize.level.number",
            Self::Office => "normalize.level.office",
            Self::Prefix => "normalize.level.prefix",
            Self::Total => "normalize.level.total",
            Self::Unit => "normalize.level.unit",
            Self::Word => "normalize.level.word",
        })
    }
}
