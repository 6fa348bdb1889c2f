//! The page: `camgi mg/ > camgi.html`. One file that loads nothing, with the report, the resources, a time line, and the files
//! behind them. All data travels compressed and as base64, so that no text of an archive is ever markup, whatever shows the
//! page; the scripts in `app/` draw it.
//!
//! OpenShift CI shows the page inside of `<iframe srcdoc>` and escapes only `"`, so that the outer page undoes every
//! `&lt;` in it. Source: kubernetes-sigs/prow:pkg/spyglass/lenses/html/html.go.

mod carry;
mod data;
mod pack;
#[cfg(test)]
mod tests;

use std::io::Write;

use base64ct::{Base64, Encoding as _};
use sha2::{Digest, Sha256};

use super::{Render, RenderError, summary};
use crate::findings::{Appendix, Gate, Report};
use carry::{Cargo, carry};
use pack::pack;

/// The scripts, put together into one by `build.rs`.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/page.js"));
/// The styles, put together into one.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/page.css"));

/// Writes the page.
#[derive(Debug, Clone, Copy)]
pub struct Html<'a> {
    /// What is shown beside the findings; without it there are findings and rules only.
    pub appendix: Option<&'a Appendix>,
    /// The gate, for the verdict.
    pub gate: Gate,
    /// Bytes that the files behind the findings may take in the page; [`Html::budget_for`] the archive unless given. The lines
    /// that findings point at, and some around them, are there in any case.
    pub budget: Option<u64>,
}

impl Html<'_> {
    /// The largest budget that is taken by itself.
    pub const LARGEST: u64 = 20_000_000;
    /// Bytes that a page takes beyond its budget at most. Where its tables take more, there are fewer files.
    const BESIDE: u64 = 280_000;
    /// Bytes of the end of a log that are carried at most, unless the budget that was asked for is larger.
    pub const LOG: u64 = 2_000_000;
    /// The smallest one.
    pub const SMALLEST: u64 = 1_000_000;

    /// Bytes for files in the page of an archive of this size: a tenth of it, within bounds.
    #[must_use]
    pub fn budget_for(archive: u64) -> u64 {
        (archive / 10).clamp(Self::SMALLEST, Self::LARGEST)
    }
}

impl Render for Html<'_> {
    fn render(&self, report: &Report, out: &mut dyn Write) -> Result<(), RenderError> {
        let nothing = Appendix::default();
        let appendix = self.appendix.unwrap_or(&nothing);
        let budget = self.budget.unwrap_or_else(|| Self::budget_for(report.archive.bytes));
        // What is not a file takes room as well, and of that there may be more than is expected.
        let without = data::document(report, appendix, &Cargo::of_names(appendix), self.gate, budget);
        let taken = (SCRIPT.len() + STYLE.len() + pack(&serde_json::to_vec(&without)?)?.len()) as u64;
        let room = (budget + Self::BESIDE).saturating_sub(taken);
        let carried = carry(appendix, budget.min(room));
        let data = data::document(report, appendix, &carried, self.gate, budget);
        let data = pack(&serde_json::to_vec(&data)?)?;
        let (title, verdict) = (plain(&title(report)), plain(&summary(report, self.gate)));
        let (script, style) = (source_of(SCRIPT), source_of(STYLE));
        write!(
            out,
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {script}; \
             style-src {style}; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<meta name=\"description\" content=\"{verdict}\">\n\
             <style>{STYLE}</style>\n</head>\n<body>\n\
             <div id=\"camgi\"><noscript>This page is drawn by its scripts, which are not allowed to run here. \
             To read the findings without them: camgi check.</noscript></div>\n\
             <script type=\"application/json\" id=\"camgi-data\">{{\"encoding\":\"deflate+base64\",\"data\":\"{data}\"}}</script>\n",
        )?;
        for (number, blob) in carried.blobs.iter().enumerate() {
            writeln!(out, "<script type=\"text/plain\" id=\"camgi-blob-{number}\">{blob}</script>")?;
        }
        write!(out, "<script type=\"module\">{SCRIPT}</script>\n</body>\n</html>\n")?;
        Ok(())
    }
}

/// What stands in the place of a page when an archive cannot be judged: why.
#[must_use]
pub fn no_page(why: &str) -> String {
    let why = plain(why);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <title>camgi: nothing could be judged</title>\n</head>\n<body>\n<h1>Nothing could be judged</h1>\n<p>{why}</p>\n\
         </body>\n</html>\n"
    )
}

/// What a page may run or be styled by: this text and nothing else (CSP level 3, `hash-source`).
fn source_of(text: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text)))
}

fn title(report: &Report) -> String {
    let summary = &report.summary;
    let counts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.infos, "info")];
    let counts = counts.iter().filter(|(nr, _)| *nr > 0);
    let counts: Vec<String> =
        counts.map(|(nr, what)| format!("{nr} {what}{}", if *nr == 1 { "" } else { "s" })).collect();
    let counts = if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") };
    format!("camgi: {}, {counts}", report.archive.name)
}

/// A text that is the same whether its markup is read never, once or twice: what shows the page may undo escapes.
fn plain(text: &str) -> String {
    let safe = |c: char| match c {
        '<' | '>' | '&' | '"' | '\'' => ' ',
        c if c.is_control() => ' ',
        c => c,
    };
    text.chars().take(300).map(safe).collect()
}
