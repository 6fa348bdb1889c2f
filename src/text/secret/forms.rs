//! Secrets that are known by their form, each with a hint: something short that stands in every text which it matches.

use std::sync::LazyLock;

use regex::Regex;

use super::value::{is_made_up, is_placeholder, says_nothing};

/// Whether what has the form is meant.
pub(super) type Check = fn(&str) -> bool;

/// Hints, expressions and checks. The first group is what is masked.
pub(super) static FORMS: LazyLock<Vec<(&str, Regex, Check)>> = LazyLock::new(|| {
    let always: Check = |_| true;
    let made_up: Check = |value| is_made_up(value, 4.0);
    let said: Check = |value| !says_nothing(value);
    // Nothing but a password stands in such a place.
    let shown: Check = |value| !is_placeholder(value);
    [
        // Private keys: whole, without their end, and without their beginning. Line ends may be escaped, also as in a URL.
        (r"-----BEGIN", r"-----BEGIN(?:[\x20+]|%20)(?:[A-Z0-9]+(?:[\x20+]|%20))*PRIVATE(?:[\x20+]|%20)KEY(?:(?:[\x20+]|%20)BLOCK)?-----((?s:.)*?)-----END", is_key as Check),
        (r"-----BEGIN", r"-----BEGIN(?:[\x20+]|%20)(?:[A-Z0-9]+(?:[\x20+]|%20))*PRIVATE(?:[\x20+]|%20)KEY(?:(?:[\x20+]|%20)BLOCK)?-----([A-Za-z0-9+/=%\\\s]*)", is_key),
        (r"-----END", r"([A-Za-z0-9+/=]{16,}(?:(?:\\+[nr]|%0A|\s)+[A-Za-z0-9+/=]{16,})*(?:\\+[nr]|%0A|\s)+(?:[A-Za-z0-9+/=]{1,15}(?:\\+[nr]|%0A|\s)+)?)-----END(?:[\x20+]|%20)(?:[A-Z0-9]+(?:[\x20+]|%20))*PRIVATE(?:[\x20+]|%20)KEY", is_key),
        // The same in base64, and pull secrets in base64.
        (r"LS0tLS1CRUdJTi", r"(LS0tLS1CRUdJTiB(?:QUklWQVRF|SU0EgUFJJVkFURS|FQyBQUklWQVRF|EU0EgUFJJVkFURS|PUEVOU1NIIFBSSVZBVEUg|FTkNSWVBURUQgUFJJVkFURS)[A-Za-z0-9+/=]*)", always),
        (r"eyJhdXRo|eyAiYXV0a|ew(?:og|oJ)", r"\b((?:eyJhdXRo|eyAiYXV0a|ew(?:og|oJ)[A-Za-z0-9]{0,16}(?:YXV0a|hdXRo|F1dGh))[A-Za-z0-9+/=]{12,})", always),
        // JSON Web Tokens; cut off behind a known beginning; and their end.
        (r"eyJ", r"\b(eyJ[A-Za-z0-9_-]{8,}\.(?:eyJ)?[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*)", always),
        (r"eyJ", r"\b(eyJ(?:hbGciOi|0eXAiOi|raWQiOi|4NXQ|lbmMiOi|jdHkiOi)[A-Za-z0-9_.-]*)", always),
        (r"eyJ", r"\.(eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})", always),
        (r"sha256~", r"sha256~([A-Za-z0-9_-]{4,})", said),
        (r"A[KS]IA[A-Z0-9]", r"\b(A[KS]IA[A-Z0-9]{8,})\b", |value| value.bytes().any(|byte| byte.is_ascii_digit()) || value.len() >= 20),
        (r"gh[pousr]_|github_pat_", r"\b((?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{10,})", always),
        (r"glpat-", r"\b(glpat-[A-Za-z0-9_-]{10,})", always),
        (r"xox[abeoprs]-", r"\b(xox[abeoprs]-[A-Za-z0-9-]{8,})", |value| value.bytes().any(|byte| byte.is_ascii_digit())),
        (r"hooks\.slack\.com", r"hooks\.slack\.com/services/([A-Za-z0-9/]{8,})", said),
        (r"AIza", r"\b(AIza[A-Za-z0-9_-]{30,})", always),
        (r"(?i-u:[?&](?:sig|x-))", r"(?i-u:[?&](?:sig|(?:x-(?:amz|goog)-)?signature|x-amz-security-token)=)([A-Za-z0-9%+/=_-]{16,})", always),
        // What a client shows to be let in.
        (r"(?i-u:authorization)", r"(?i-u:authorization)\W{1,8}(?i-u:bearer|basic|token|negotiate)[\x20+]+([A-Za-z0-9._~+/=-]{6,})", said),
        (r"(?i-u:bearer)", r"(?i-u:\bbearer)[\x20+]+([A-Za-z0-9._~+/=-]{12,})", made_up),
        (r"(?i-u:basic)[\x20+]", r"(?i-u:\bbasic)[\x20+]+([A-Za-z0-9+/]{8,}={0,2})", |value| is_made_up(value, 4.0) || (value.ends_with('=') && value.len() % 4 == 0)),
        // Passwords in URLs; also where it is cut off before its end, but for a port.
        (r"://[^\s/]*:", r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>?#\[\]\\]*:([^\s/"'<>\\]+)@"#, shown),
        (r"://[^\s/]*:", r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@"'<>?#\[\]\\]*:([^\s/:@"'<>\\]*[^\s\d/:@"'<>\\…][^\s/:@"'<>\\]*)…$"#, shown),
        // Pull secrets.
        (r#"(?i-u:auth|identitytoken|registrytoken)\\*""#, r#"\\*"(?:auth|identitytoken|registrytoken)\\*"\s*:\s*\\*"([A-Za-z0-9+/=_-]{8,})"#, |value| is_made_up(value, 4.0) || value.ends_with('=')),
        // Hashes of passwords, keys of Ceph, and the first password of a cluster.
        (r"\$(?:2|apr1|[156y]|argon)", r"(\$(?:2[abxy]?\$\d\d|apr1|y|argon2id?)\$[A-Za-z0-9./=$,+]{8,}|\$[156]\$(?:rounds=\d+\$)?[A-Za-z0-9./]{1,16}\$[A-Za-z0-9./]{8,})", always),
        (r"\{S?SHA", r"\{S?SHA(?:256|512)?\}([A-Za-z0-9+/]{20,}={0,2})", always),
        (r"AQ[A-D]", r"\b(AQ[A-D][A-Za-z0-9+/]{28,}==)", always),
        (r"[A-Za-z0-9]{5}-[A-Za-z0-9]{5}-[A-Za-z0-9]{5}-", r"(?:^|[^A-Za-z0-9-])([A-Za-z0-9]{5}(?:-[A-Za-z0-9]{5}){3})(?:[^A-Za-z0-9-]|$)", is_of_kubeadmin),
        (r"hv[sbr]\.", r"\b(hv[sbr]\.[A-Za-z0-9_-]{16,})", always),
        (r"npm_", r"\b(npm_[A-Za-z0-9]{30,})", always),
        (r"dckr_pat_", r"\b(dckr_pat_[A-Za-z0-9_-]{20,})", always),
        (r"SG\.", r"\b(SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})", always),
        (r"(?i-u:cookie)", r#"(?i-u:\b(?:set-)?cookie)\\*["']?[\x20\t]*:[\x20\t\[\\"']*[^\s=;,"'\\]+=([^\s;"'\\\]]+(?:;\x20?[^\s;"'\\\]]+)*)"#, shown),
        // Passwords on command lines, and where a sentence says them.
        (r"curl", r#"\bcurl\b[^\n]*?\s(?:-[uU]|--(?:proxy-)?user)[\x20=]?["']?[^\s:"'/]+:([^\s"'\\]+)"#, shown),
        (r"login", r#"\blogin\b[^\n]*?\s(?:-p|--password)[\x20=]["']?([^\s"'\\]+)"#, said),
        (r"ipmitool", r#"\bipmitool\b[^\n]*?\s-P[\x20=]?["']?([^\s"'\\]+)"#, shown),
        (r"sshpass", r#"\bsshpass\s+-p[\x20=]?["']?([^\s"'\\]+)"#, shown),
        (r"(?i-u:passw|passphrase|passcode)", r#"(?i-u:\b(?:passw(?:or)?d|passphrase|passcode))\x20(?i-u:(?:is|was|to)[\x20:]+)?\\*["']([^"'\\\s]+)\\*["']"#, shown),
    ]
    .into_iter()
    .map(|(hint, text, check)| (hint, regex(text), check))
    .collect()
});

pub(super) fn regex(text: &str) -> Regex {
    Regex::new(text).expect("internal error: the expression is one")
}

/// Something of a key has a run of base64 that no word is as long as.
fn is_key(body: &str) -> bool {
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    body.as_bytes().split(|byte| !is_base64(byte)).any(|run| run.len() >= 16)
}

/// Objects are called the same, but in small letters.
fn is_of_kubeadmin(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    has(u8::is_ascii_uppercase) && (has(u8::is_ascii_lowercase) || has(u8::is_ascii_digit))
}
