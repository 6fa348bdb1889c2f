//! Documents inside of texts: YAML and JSON in ConfigMaps, certificates in Secrets, tables that commands printed. What
//! cannot be decoded stays the text that it is.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName, name::GeneralName};

use super::counts::json_with;
use crate::model::{Document, Node, NodeId, ReadOptions, SourceFile, synthetic};
use crate::rules::Decode;
use crate::rules::spec::Decoding;
use crate::text::decode;

/// Certificates of one text that are read; a trust bundle has 150.
const MOST_CERTIFICATES: usize = 1_000;
/// Rows of a table that are read.
const MOST_ROWS: usize = 10_000;
/// Columns of a table that are read: with as many rows each of these is a cell.
const MOST_COLUMNS: usize = 100;

/// The object with the texts in it decoded.
pub(super) fn decoded(decodings: &[Decode], object: Node<'_>) -> (Arc<SourceFile>, NodeId) {
    let mut inside: BTreeMap<NodeId, Value> = BTreeMap::new();
    for Decode { path, decoding } in decodings {
        let _ = path.visit(object, &mut |node| {
            if let Some(value) = node.text().and_then(|text| read(*decoding, text)) {
                inside.insert(node.id(), value);
            }
            ControlFlow::Continue(())
        });
    }
    let value = json_with(object, &mut |node| inside.remove(&node.id()));
    let (file, nodes) = synthetic(&[value]);
    // There is a node for each value, but for one over the limits; then there is the empty list.
    let node = nodes.first().copied().or_else(|| file.document.roots().next().map(|root| root.id()));
    (file, node.unwrap_or(object.id()))
}

fn read(decoding: Decoding, text: &str) -> Option<Value> {
    let inner = || {
        let packed: String = text.split_ascii_whitespace().collect();
        Base64::decode_vec(&packed).ok().map(|bytes| decode(bytes).text)
    };
    match decoding {
        Decoding::Yaml | Decoding::Json => document(text),
        Decoding::Table => table(text),
        Decoding::X509 => certificates(text),
        Decoding::Base64 => inner().map(Value::from),
        Decoding::Base64Yaml | Decoding::Base64Json => document(&inner()?),
        Decoding::Base64X509 => certificates(&inner()?),
    }
}

fn document(text: &str) -> Option<Value> {
    let document = Document::parse(text.to_owned(), ReadOptions::default()).ok()?;
    let mut roots = document.roots().map(|root| json_with(root, &mut |_| None));
    let first = roots.next()?;
    match roots.next() {
        None => Some(first),
        Some(second) => Some([first, second].into_iter().chain(roots).collect()),
    }
}

/// Rows by the words of the header line; a column begins where its word begins, or there are commas.
fn table(text: &str) -> Option<Value> {
    // Frames of tables, as the OpenStack client draws them.
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('+'));
    let header = lines.next()?;
    let name = |word: &str| word.trim().to_lowercase().replace([' ', '-'], "_");
    let separator = [',', '|'].into_iter().find(|separator| header.contains(*separator));
    let rows = match separator {
        Some(separator) => {
            let cells = |line: &str| -> Vec<String> {
                line.trim().trim_matches('|').split(separator).map(|cell| cell.trim().to_owned()).collect()
            };
            let names: Vec<String> = cells(header).iter().take(MOST_COLUMNS).map(|word| name(word)).collect();
            lines
                .take(MOST_ROWS)
                .map(|line| {
                    let cells = cells(line);
                    let pairs = names.iter().cloned().zip(cells.into_iter().map(Value::from));
                    Value::Object(pairs.filter(|(name, _)| !name.is_empty()).collect())
                })
                .collect()
        }
        None => {
            let mut starts = columns(header);
            starts.truncate(MOST_COLUMNS);
            let cut = |line: &str| -> Vec<(String, Value)> {
                let chars: Vec<char> = line.chars().collect();
                starts
                    .iter()
                    .enumerate()
                    .map(|(nr, (at, word))| {
                        let end = starts.get(nr + 1).map_or(chars.len(), |(next, _)| *next).min(chars.len());
                        let cell: String = chars.get(*at..end.max(*at)).unwrap_or_default().iter().collect();
                        (name(word), Value::from(cell.trim()))
                    })
                    .collect()
            };
            lines.take(MOST_ROWS).map(|line| Value::Object(cut(line).into_iter().collect())).collect()
        }
    };
    Some(Value::Array(rows))
}

/// Where the words of a header begin, in characters; words with one blank between them are one.
fn columns(header: &str) -> Vec<(usize, String)> {
    let mut columns: Vec<(usize, String)> = Vec::new();
    let mut blanks = 2;
    for (at, c) in header.chars().enumerate() {
        if c == ' ' || c == '\t' {
            blanks += if c == '\t' { 2 } else { 1 };
            continue;
        }
        match columns.last_mut() {
            Some((_, word)) if blanks < 2 => {
                word.extend((blanks == 1).then_some(' '));
                word.push(c);
            }
            _ => columns.push((at, c.to_string())),
        }
        blanks = 0;
    }
    columns
}

fn certificates(text: &str) -> Option<Value> {
    let mut found = Vec::new();
    for block in text.split("-----BEGIN CERTIFICATE-----").skip(1).take(MOST_CERTIFICATES) {
        let Some((body, _)) = block.split_once("-----END CERTIFICATE-----") else { continue };
        let packed: String = body.split_ascii_whitespace().collect();
        let parsed = Base64::decode_vec(&packed).ok().and_then(|der| Certificate::from_der(&der).ok());
        found.extend(parsed.map(|certificate| describe(&certificate)));
    }
    (!found.is_empty()).then_some(Value::Array(found))
}

fn describe(certificate: &Certificate) -> Value {
    let certificate = certificate.tbs_certificate();
    let time = |time: x509_cert::time::Time| {
        let seconds = i64::try_from(time.to_unix_duration().as_secs()).ok()?;
        jiff::Timestamp::from_second(seconds).ok().map(|time| time.to_string())
    };
    let is_ca =
        certificate.get_extension::<BasicConstraints>().ok().flatten().is_some_and(|(_, basic)| basic.ca);
    let names = certificate
        .get_extension::<SubjectAltName>()
        .ok()
        .flatten()
        .map(|(_, names)| names.0)
        .unwrap_or_default();
    let names = names.iter().filter_map(|name| match name {
        GeneralName::DnsName(name) => Some(Value::from(name.as_str())),
        _ => None,
    });
    serde_json::json!({
        "subject": certificate.subject().to_string(),
        "issuer": certificate.issuer().to_string(),
        "serial": certificate.serial_number().to_string(),
        "notBefore": time(certificate.validity().not_before),
        "notAfter": time(certificate.validity().not_after),
        "isCA": is_ca,
        "dnsNames": names.collect::<Vec<_>>(),
    })
}
