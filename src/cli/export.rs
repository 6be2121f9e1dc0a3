//! `renja export`: writes the plan or its findings as a table, for pivot tables and other programs.

use std::io::{self, Read, Seek, Write};
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::args;
use super::asked::{bounds, jobs, limits, load_settings_and_forms, sources, with_settings};
use super::console::{Console, EXIT_FAILED, refuse};
use crate::Options;
use crate::batch::{self, Draft, WorkerPool};
use crate::model::{Lang, Message};
use crate::report::{Csv, ExportTable, FileRows, RowFormat, RowWriter, Tally};

/// Maximum number of bytes of rows in memory. Beyond that, rows wait in a temporary file until the last input
/// is read, since only then the columns are known.
const MAX_BYTES_IN_MEMORY: usize = 32 << 20;

/// Runs the command and returns its exit code.
pub fn run(args: &args::Export, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let csv = Csv { semicolon: args.semicolon, decimal_comma: args.decimal_comma };
    let format = match args.row_format {
        args::RowFormat::Csv => RowFormat::Csv(csv),
        args::RowFormat::Json => RowFormat::Json,
    };
    let what = match args.what {
        args::ExportTable::Findings => ExportTable::Findings,
        args::ExportTable::Rows if args.long => ExportTable::Long,
        args::ExportTable::Rows => ExportTable::Wide,
    };
    let (sources, settings, forms) = match sources(&args.input, &console)
        .and_then(|sources| load_settings_and_forms(sources, args.forms.as_deref()))
    {
        Ok(opened) => opened,
        Err(why) => return refuse(&console, &why),
    };
    let mut out = match args.file.as_deref().map(|path| Draft::new(path, &sources)).transpose() {
        Ok(Some(draft)) => RowOutput::File(draft),
        Ok(None) => RowOutput::Stdout,
        Err(why) => return refuse(&console, &why),
    };
    let options = Options { lang: common.lang, forms, limits: limits(&args.limits), ..Options::default() };
    let bounds = bounds(&args.limits, common, sources.len());
    let workers = WorkerPool::new(bounds);
    let (mut writer, head) = RowWriter::begin(format, what);
    // The rows of a few plans stay in memory; those of many wait in a temporary file.
    let mut kept = tempfile::spooled_tempfile(MAX_BYTES_IN_MEMORY);
    let mut tally = Tally::default();
    let mut written = out.write(&head);
    console.show_progress_on(&sources);
    let outcome = batch::run(
        &sources,
        jobs(common),
        bounds,
        &AtomicBool::new(false),
        |place, source, bytes| {
            let options = with_settings(&options, settings.for_input(place));
            let task = Task { path: source.display_path.clone(), options, format, what };
            let (mut part, mut files) = workers.run(&task, &[bytes])?;
            part.bytes = files.pop().unwrap_or_default();
            Ok(part)
        },
        |source, result| {
            match result {
                Ok(part) => {
                    // Say so: otherwise a file without rows would pass for one without figures.
                    if part.is_unrecognized() {
                        tally.unrecognized += 1;
                        tally.warnings += 1;
                        console.print_remark(
                            &Message::new("cli.export_nothing").with("path", source.display_path.as_str()),
                        );
                    } else if written.is_ok() {
                        let bytes = writer.write(part);
                        written = console.with_progress_hidden(|| {
                            if writer.needs_join() { kept.write_all(&bytes) } else { out.write(&bytes) }
                        });
                    }
                }
                Err(why) => {
                    tally += Tally::FAILED;
                    console.print_failure(&source.display_path, &why);
                }
            }
            console.step(&source.display_path);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        },
    );
    console.end_progress();
    if let Err(why) = outcome {
        return refuse(&console, &why);
    }
    let finished = written.and_then(|()| {
        if !writer.needs_join() {
            return out.write(&writer.end());
        }
        kept.rewind()?;
        let next = |size| {
            let mut bytes = vec![0; size];
            kept.read_exact(&mut bytes).map(|()| bytes)
        };
        writer.join(next, |bytes| out.write(bytes))
    });
    let finished = finished.map_err(|error| out.error_message(&error));
    match finished.and_then(|()| out.finish()) {
        Ok(()) => console.exit_code(tally.exit_code()),
        Err(None) => tally.exit_code(),
        Err(Some(why)) => {
            console.print_error(&why);
            EXIT_FAILED
        }
    }
}

/// The export of one file, as it is given to a worker.
#[derive(Serialize, Deserialize)]
pub struct Task {
    path: String,
    options: Options,
    format: RowFormat,
    what: ExportTable,
}

impl batch::Task for Task {
    const NAME: &'static str = "export";
    type Done = FileRows;

    fn run(&self, files: &[&[u8]]) -> Result<(FileRows, Vec<Vec<u8>>), Message> {
        let bytes = files.first().copied().unwrap_or_default();
        let failed = |error: crate::read::ReadError| error.message();
        let mut part = if self.what == ExportTable::Findings {
            let checked = crate::check(bytes, &self.options).map_err(failed)?;
            FileRows::from_findings(self.format, &self.path, &checked, self.options.lang)
        } else {
            let (_, renja) = crate::read_plan(bytes, &self.options).map_err(failed)?;
            FileRows::from_plan(self.format, self.what, &self.path, &renja)
        };
        let bytes = std::mem::take(&mut part.bytes);
        Ok((part, vec![bytes]))
    }

    fn lang(&self) -> Lang {
        self.options.lang
    }
}

/// Where the rows are written to.
enum RowOutput {
    Stdout,
    File(Draft),
}

impl RowOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            // Write the bytes unchanged: they are data, and escape codes in them are not colours to be
            // removed.
            Self::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(bytes).and_then(|()| out.flush())
            }
            Self::File(draft) => draft.write_all(bytes),
        }
    }

    /// Returns the message for a failure. `None` if the reader closed the pipe, which is not a failure.
    fn error_message(&self, error: &io::Error) -> Option<Message> {
        match self {
            Self::Stdout if error.kind() == io::ErrorKind::BrokenPipe => None,
            Self::Stdout => Some(Message::new("cli.stdout").with("detail", batch::os_error_detail(error))),
            Self::File(draft) => Some(draft.write_error_message(error)),
        }
    }

    /// Completes the output. The error is `None` under the same condition as in [`error_message`](Self::error_message).
    fn finish(self) -> Result<(), Option<Message>> {
        match self {
            Self::Stdout => Ok(()),
            Self::File(draft) => draft.finish().map_err(Some),
        }
    }
}
