//! Documents inside of texts: YAML and JSON in ConfigMaps, certificates in Secrets, tables that commands printed. What
//! cannot be decoded stays the text that it is.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use base64ct::{Base64, Encoding as _};
use memchr::memmem;
use serde_json::Value;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName, name::GeneralName};

use super::counts::json_with;
use crate::model::{Document, Node, NodeId, ReadOptions, Shape, SourceFile, synthetic_text};
use crate::rules::Decode;
use crate::rules::spec::Decoding;
use crate::text::decode;

/// Certificates of one text that are read; a trust bundle has 150.
const MOST_CERTIFICATES: usize = 1_000;
/// Rows of a table that are read.
const MOST_ROWS: usize = 10_000;
/// Columns of a table that are read: with as many rows each of these is a cell.
const MOST_COLUMNS: usize = 100;

/// Decodes texts in objects. The same trust bundle lies in dozens of ConfigMaps, so each certificate is described once.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// Certificates as JSON by what stands between their lines of dashes; nothing for what is none.
    certificates: BTreeMap<Box<str>, Option<Box<str>>>,
}

impl Decoder {
    /// The object with the texts in it decoded; the object itself, where there is nothing to decode in it.
    pub(super) fn decoded(
        &mut self,
        decodings: &[Decode],
        (file, object): (&Arc<SourceFile>, Node<'_>),
    ) -> (Arc<SourceFile>, NodeId) {
        let mut inside: BTreeMap<NodeId, String> = BTreeMap::new();
        for Decode { path, decoding } in decodings {
            let _ = path.visit(object, &mut |node| {
                if let Some(json) = node.text().and_then(|text| self.read(*decoding, text)) {
                    inside.insert(node.id(), json);
                }
                ControlFlow::Continue(())
            });
        }
        if inside.is_empty() {
            return (Arc::clone(file), object.id());
        }
        let mut text = b"[".to_vec();
        write_json(object, &inside, &mut text);
        text.push(b']');
        let (file, nodes) = synthetic_text(String::from_utf8_lossy(&text).into_owned());
        // There is a node for each value, but for one over the limits; then there is the empty list.
        let node = nodes.first().copied().or_else(|| file.document.roots().next().map(|root| root.id()));
        (file, node.unwrap_or(object.id()))
    }

    /// What is in a text, as JSON.
    fn read(&mut self, decoding: Decoding, text: &str) -> Option<String> {
        let inner = || {
            let packed: String = text.split_ascii_whitespace().collect();
            Base64::decode_vec(&packed).ok().map(|bytes| decode(bytes).text)
        };
        let json = |value: Value| value.to_string();
        match decoding {
            Decoding::Yaml | Decoding::Json => document(text).map(json),
            Decoding::Table => table(text).map(json),
            Decoding::X509 => self.certificates(text),
            Decoding::Base64 => inner().map(Value::from).map(json),
            Decoding::Base64Yaml | Decoding::Base64Json => document(&inner()?).map(json),
            Decoding::Base64X509 => self.certificates(&inner()?),
        }
    }

    /// The certificates of a text, as a JSON list.
    fn certificates(&mut self, text: &str) -> Option<String> {
        let mut list = String::new();
        for body in pem_blocks(text).take(MOST_CERTIFICATES).flatten() {
            if !self.certificates.contains_key(body) {
                self.certificates.insert(body.into(), certificate(body).map(Into::into));
            }
            if let Some(Some(json)) = self.certificates.get(body) {
                list.push(if list.is_empty() { '[' } else { ',' });
                list.push_str(json);
            }
        }
        (!list.is_empty()).then(|| list + "]")
    }
}

/// A node as JSON with other JSON in the place of some nodes, as [`json_with`] would make it; an object has 100 kB of which
/// nothing is looked at but what was decoded, so no values are made on the way.
fn write_json(node: Node<'_>, instead: &BTreeMap<NodeId, String>, out: &mut Vec<u8>) {
    if let Some(json) = instead.get(&node.id()) {
        out.extend_from_slice(json.as_bytes());
        return;
    }
    // Writing into memory fails never.
    let text = |text: &str, out: &mut Vec<u8>| serde_json::to_writer(out, text).unwrap_or_default();
    match node.shape() {
        Shape::Map => {
            let entries: BTreeMap<&str, Node<'_>> =
                node.entries().filter_map(|(key, value)| Some((key.text()?, value))).collect();
            out.push(b'{');
            for (nr, (key, value)) in entries.into_iter().enumerate() {
                out.extend((nr > 0).then_some(b','));
                text(key, out);
                out.push(b':');
                write_json(value, instead, out);
            }
            out.push(b'}');
        }
        Shape::List => {
            out.push(b'[');
            for (nr, item) in node.items().enumerate() {
                out.extend((nr > 0).then_some(b','));
                write_json(item, instead, out);
            }
            out.push(b']');
        }
        Shape::Scalar if node.is_plain() => {
            serde_json::to_writer(out, &json_with(node, &mut |_| None)).unwrap_or_default();
        }
        Shape::Scalar => text(node.text().unwrap_or_default(), out),
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

/// What stands between the lines of dashes of certificates; nothing for one that has no end.
fn pem_blocks(text: &str) -> impl Iterator<Item = Option<&str>> {
    const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
    const END: &str = "-----END CERTIFICATE-----";
    let mut begins = memmem::find_iter(text.as_bytes(), BEGIN).peekable();
    std::iter::from_fn(move || {
        let start = begins.next()? + BEGIN.len();
        let block = &text[start..begins.peek().copied().unwrap_or(text.len())];
        Some(memmem::find(block.as_bytes(), END.as_bytes()).map(|end| &block[..end]))
    })
}

/// A certificate as JSON.
fn certificate(body: &str) -> Option<String> {
    let packed: String = body.split_ascii_whitespace().collect();
    let der = Base64::decode_vec(&packed).ok()?;
    Certificate::from_der(&der).ok().map(|certificate| describe(&certificate).to_string())
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
    // Looking up what their parts are called takes longer than all the rest, and authorities sign themselves.
    let subject = certificate.subject().to_string();
    let is_own = certificate.issuer() == certificate.subject();
    let issuer = if is_own { subject.clone() } else { certificate.issuer().to_string() };
    serde_json::json!({
        "subject": subject,
        "issuer": issuer,
        "serial": certificate.serial_number().to_string(),
        "notBefore": time(certificate.validity().not_before),
        "notAfter": time(certificate.validity().not_after),
        "isCA": is_ca,
        "dnsNames": names.collect::<Vec<_>>(),
    })
}
