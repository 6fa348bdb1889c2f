//! The identity of a finding over time. Holds the rule, the subject and the rule's key; never a line, a message,
//! a path or a version, so that another gather of the same cluster gives the same fingerprint.

use std::fmt;

use sha2::{Digest, Sha256};

use super::Subject;

/// `v1:` and 32 hexadecimal digits. An interface: suppressions and baselines hold these.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of the `ordinal`-th finding (from 0) of `rule` with this subject and key.
    #[must_use]
    pub fn of(rule: &str, subject: &Subject, key: &str, ordinal: usize) -> Self {
        let mut hash = Sha256::new();
        let ordinal = if ordinal == 0 { String::new() } else { ordinal.to_string() };
        for part in [rule, &subject.group, &subject.kind, &subject.namespace, &subject.name, key, &ordinal] {
            // The length in front keeps "a" + "bc" and "ab" + "c" apart.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let hex: String = hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self(format!("v1:{hex}"))
    }

    /// Reads the text of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix("v1:")?;
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (hex.len() == 32 && hex.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The text, as it stands in reports.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str) -> Subject {
        Subject { kind: "Node".into(), name: name.into(), version: "v1".into(), ..Subject::default() }
    }

    #[test]
    fn is_an_interface_and_does_not_change() {
        // Reckoned with Python's hashlib over the same length-prefixed parts.
        assert_eq!(
            Fingerprint::of("node-not-ready", &node("a"), "", 0).as_str(),
            "v1:9646010f6c10c7fedcaa1b20008bc71f"
        );
    }

    #[test]
    fn holds_rule_subject_key_and_ordinal_only() {
        let base = Fingerprint::of("r", &node("a"), "k", 0);
        for other in [
            Fingerprint::of("s", &node("a"), "k", 0),
            Fingerprint::of("r", &node("b"), "k", 0),
            Fingerprint::of("r", &node("a"), "", 0),
            Fingerprint::of("r", &node("a"), "k", 1),
            Fingerprint::of("r", &node("ak"), "", 0),
        ] {
            assert_ne!(base, other);
        }
        let newer = Subject { version: "v2".into(), ..node("a") };
        assert_eq!(base, Fingerprint::of("r", &newer, "k", 0), "a new API version is the same object");
    }
}
