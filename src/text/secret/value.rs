//! Whether a value is a secret, by the name before it and by its form. In a cluster `secret` and `token` mostly stand
//! before the name of an object, and in a log any of these words before a sentence.

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A password: any text may be one.
    Password,
    /// A key or a client's secret: a made-up text, or a name of one.
    Key,
    /// A token: a made-up text, or a name, or what is known of one.
    Token,
    /// Mostly the name of a Secret.
    Secret,
}

impl Name {
    /// By the end of a name: `db_password`, `clientSecret`, `X-Auth-Token`.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
        if ends(&["password", "passwd", "passphrase"]) {
            Some(Self::Password)
        } else if ends(&["clientsecret", "apikey", "accesskey", "secretkey", "privatekey", "accountkey"])
            || ends(&["sharedkey", "encryptionkey", "signingkey", "keydata", "apisecret"])
        {
            Some(Self::Key)
        } else if ends(&["token"]) {
            Some(Self::Token)
        } else {
            ends(&["secret"]).then_some(Self::Secret)
        }
    }
}

/// Words that stand where a value could, in messages and in configuration.
pub(super) const WORDS: &[&str] = &[
    "absent",
    "allowed",
    "always",
    "auth",
    "authentication",
    "authorization",
    "bad",
    "bearer",
    "cannot",
    "changed",
    "default",
    "denied",
    "deprecated",
    "disabled",
    "does",
    "empty",
    "enabled",
    "error",
    "expired",
    "failed",
    "failure",
    "false",
    "forbidden",
    "has",
    "ignored",
    "incorrect",
    "invalid",
    "is",
    "key",
    "malformed",
    "mismatch",
    "missing",
    "must",
    "never",
    "nil",
    "no",
    "none",
    "not",
    "not-found",
    "notfound",
    "null",
    "off",
    "optional",
    "password",
    "permission",
    "present",
    "protected",
    "refused",
    "rejected",
    "required",
    "secret",
    "set",
    "should",
    "string",
    "the",
    "timeout",
    "token",
    "true",
    "unable",
    "unauthenticated",
    "unauthorized",
    "undefined",
    "unexpected",
    "unknown",
    "unset",
    "unsupported",
    "wrong",
    "yes",
];

/// Ends of file names and of host names.
const ENDS: &[&str] =
    &[".pem", ".key", ".crt", ".json", ".yaml", ".yml", ".txt", ".com", ".io", ".local", ".svc", ".go"];

/// Whether `value` is a secret. `stands_alone` where no other word follows it.
pub(super) fn is_secret(name: Name, value: &str, stands_alone: bool) -> bool {
    if says_nothing(value) {
        return false;
    }
    match name {
        Name::Password => (stands_alone && value.chars().count() > 2) || is_mixed(value, 6),
        Name::Key => is_made_up(value, 4.0) || is_uuid(value),
        Name::Token => is_made_up(value, 2.7) || is_short_token(value) || is_uuid(value),
        Name::Secret => is_made_up(value, 2.7),
    }
}

/// A word, a place, a reference, or something that was masked before.
pub(super) fn says_nothing(value: &str) -> bool {
    let word = value.trim_end_matches(['.', ',', ':', ';', '!', '…']);
    let lower = word.to_lowercase();
    let is_blank = |c: char| matches!(c, '*' | 'x' | 'X' | '.' | '-' | '_' | '#' | '…' | '~' | '=' | '?');
    let begins = |parts: &[&str]| parts.iter().any(|part| value.starts_with(part));
    word.chars().all(is_blank)
        || WORDS.binary_search(&lower.as_str()).is_ok()
        || lower.contains("redacted")
        || value.contains("://")
        || begins(&["[masked", "<", "${", "$(", "{{", "%!", "%s", "%v", "%q", "/", "./", "../", "~/"])
}

/// `a1b2c3`: letters and digits, and no place or host.
fn is_mixed(value: &str, least: usize) -> bool {
    let count = |is: fn(&char) -> bool| value.chars().filter(is).count();
    let (digits, letters) = (count(|c| c.is_ascii_digit()), count(|c| c.is_ascii_alphabetic()));
    value.len() >= least && digits > 0 && letters > 0 && !value.contains(['/', '.', ':'])
}

/// `7f3a9c0e`, as a token that has nothing but such characters.
fn is_short_token(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.len() >= 8
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && (2..=value.len() - 2).contains(&digits)
        // A word with a number behind it has two.
        && runs(value) > 2
}

/// Lower case with dashes, dots or slashes: what objects, files, hosts and images are called.
fn is_object_name(value: &str) -> bool {
    let is_of_names = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./:@".contains(c);
    value.chars().all(is_of_names) && value.contains(['-', '.', '/', ':'])
}

fn is_uuid(value: &str) -> bool {
    let lengths = value.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Whether nobody would call anything so: its sorts of characters change all the time. `most` is how long a run of one
/// sort may be on average; words in camel case have longer ones.
pub(super) fn is_made_up(value: &str, most: f64) -> bool {
    let is_of_secrets = |c: char| c.is_ascii_alphanumeric() || "+/=_.~:@!#$%^&*-".contains(c);
    let value = value.trim_end_matches('…');
    if value.len() < 8 || !value.chars().all(is_of_secrets) || ENDS.iter().any(|end| value.ends_with(end)) {
        return false;
    }
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    if is_object_name(value) {
        return is_bootstrap_token(value);
    }
    if !value.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return value.len() >= 16 && digits >= 3 && letters >= 3;
    }
    let (length, runs) = (value.len() as f64, runs(value) as f64);
    value.len() >= 12 && (digits > 0 || value.len() >= 24) && letters > 3 && length / runs <= most
}

/// `abcdef.0123456789abcdef`, by which a node joins.
fn is_bootstrap_token(value: &str) -> bool {
    let is_half = |part: &str, length| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    has_digit && value.split_once('.').is_some_and(|(id, rest)| is_half(id, 6) && is_half(rest, 16))
}

/// Runs of one sort of characters; a capital belongs to the small letters behind it.
fn runs(value: &str) -> usize {
    let sort = |byte: u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let sorts: Vec<u8> = value.bytes().map(sort).collect();
    1 + sorts.windows(2).filter(|pair| pair[0] != pair[1] && pair != &[1, 0]).count()
}
