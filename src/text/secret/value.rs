//! Whether a value is a secret, by the name before it and by its form. In a cluster `secret` and `token` mostly stand
//! before the name of an object, and in a log any of these words before a sentence.

/// What a name says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A password: any text may be one.
    Password,
    /// Mostly a password, but `pass` is also what a test does, and `PWD` a directory.
    Pass,
    /// The secret of a client: a password, or a file that has it.
    Client,
    /// A key: a made-up text, or a name of one.
    Key,
    /// A token: a made-up text, or a name, or what is known of one. Some tokens only tell requests apart.
    Token {
        /// Whether it lets somebody in, by its name.
        admits: bool,
    },
    /// Mostly the name of a Secret.
    Secret,
}

impl Name {
    /// By the end of a name: `db_password`, `clientSecret`, `X-Auth-Token`.
    pub(super) fn of(written: &str) -> Option<Self> {
        let lower = written.to_lowercase();
        let name: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
        let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
        if ends(&["password", "passwd", "passphrase", "passcode", "bindpw"]) {
            Some(Self::Password)
        } else if ends(&["clientsecret", "cookiesecret", "secretaccesskey"])
            || ["credential_secret", "secret_key", "secret-key"].iter().any(|word| lower.ends_with(word))
        {
            Some(Self::Client)
        } else if ends(&["apikey", "accesskey", "secretkey", "privatekey", "accountkey"])
            || ends(&["sharedkey", "encryptionkey", "signingkey", "keydata", "apisecret"])
        {
            Some(Self::Key)
        } else if ends(&["token"]) {
            let admits = ["auth", "access", "api", "bearer", "session", "login", "refresh", "vault"];
            Some(Self::Token { admits: admits.iter().any(|word| name.contains(word)) })
        } else if ends(&["secret"]) {
            Some(Self::Secret)
        } else {
            ["pass", "pwd", "psk"]
                .iter()
                .any(|word| ends_in_word(written, &lower, word))
                .then_some(Self::Pass)
        }
    }

    /// Whether any text may be its value.
    pub(super) fn is_password(self) -> bool {
        matches!(self, Self::Password | Self::Pass | Self::Client)
    }
}

/// Whether `word` is the last word of a name, and not only its end, as in `compass`.
fn ends_in_word(written: &str, lower: &str, word: &str) -> bool {
    lower.strip_suffix(word).is_some_and(|before| {
        let is_capital = written[before.len()..].starts_with(|c: char| c.is_ascii_uppercase());
        match before.chars().next_back() {
            None => true,
            Some(last) if last.is_ascii_alphabetic() => {
                is_capital && written[..before.len()].ends_with(|c: char| c.is_ascii_lowercase())
            }
            Some(_) => true,
        }
    })
}

/// How much of its place a value has for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In quotes.
    Quoted,
    /// Behind `=`, or otherwise where nothing but a value stands.
    Set,
    /// Alone behind a name that begins the line.
    Line,
    /// The last of a line.
    Last,
    /// More words follow.
    Inside,
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
    "eof",
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

/// Whether `value` is a secret.
pub(super) fn is_secret(name: Name, value: &str, standing: Standing) -> bool {
    // Nothing but a value stands there: what is a word elsewhere is one here.
    let is_sure = match standing {
        Standing::Quoted => true,
        Standing::Set => !matches!(value, "null" | "nil" | "none" | "None" | "true" | "false"),
        Standing::Line | Standing::Last | Standing::Inside => false,
    };
    if name == Name::Password && is_sure {
        return !is_placeholder(value);
    }
    let is_path = value.contains("://") || value.starts_with(['/', '.', '~']);
    let is_file = is_path || ENDS.iter().any(|end| value.ends_with(end));
    if name == Name::Client && is_sure {
        return !is_placeholder(value) && !is_file;
    }
    if says_nothing(value) {
        return false;
    }
    let is_sentence = value.contains(char::is_whitespace);
    let is_alone = standing != Standing::Inside;
    match name {
        Name::Password => (is_alone && value.chars().count() > 2) || is_password_of_sentence(value),
        Name::Client => is_made_up(value, 4.0) || is_uuid(value) || (standing == Standing::Line && !is_file),
        Name::Pass => {
            let is_number = value.bytes().all(|byte| byte.is_ascii_digit());
            let is_short = value.chars().count() < 3;
            (is_alone && !is_sentence && !is_number && !is_path && !is_short)
                || is_password_of_sentence(value)
        }
        Name::Key => is_made_up(value, 4.0) || is_uuid(value),
        Name::Token { admits } => {
            // Members, revisions and places in memory are numbers too, and lists are continued by a token.
            let is_hex = value.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            let is_number = (is_hex && value.len() <= 16) || value.starts_with("0x");
            let is_told = matches!(standing, Standing::Last | Standing::Inside);
            let is_known =
                (is_told && is_number && !admits) || value.starts_with("0x") || value.starts_with("eyJ2Ijoi");
            !is_known
                && (is_made_up(value, 2.7) || is_short_token(value) || (is_uuid(value) && admits))
                && (!is_uuid(value) || admits)
        }
        Name::Secret => is_made_up(value, 2.7),
    }
}

/// What a sentence goes on behind, and is a password, not the name of somebody.
fn is_password_of_sentence(value: &str) -> bool {
    is_mixed(value, 6) && !["user", "uid"].iter().any(|word| value.starts_with(word))
}

/// What stands for a value, and what a value was masked with before.
pub(super) fn is_placeholder(value: &str) -> bool {
    let word = value.trim_end_matches(['.', ',', ':', ';', '!', '…']);
    let is_of = |signs: &str| word.chars().all(|c| signs.contains(c));
    let is_one_sign = word.chars().count() >= 3
        && word
            .chars()
            .next()
            .is_some_and(|first| "xX.-_#?•".contains(first) && word.chars().all(|c| c == first));
    let is_verb = matches!(word, "%s" | "%v" | "%q" | "%d" | "%+v" | "%#v")
        || (word.starts_with("%!") && (word.len() <= 3 || word.contains('(')));
    is_of("*…= \t\r\n")
        || is_one_sign
        || is_verb
        || word.starts_with("[masked")
        || word.to_lowercase().contains("redacted")
        || (placeholders(word) == word.len())
}

/// How much of the beginning of a text is `$(…)`, `${…}`, `{{…}}` and `<…>`, within a line.
pub(super) fn placeholders(text: &str) -> usize {
    let mut at = 0;
    'next: loop {
        for (open, close) in [("$(", ")"), ("${", "}"), ("{{", "}}"), ("<", ">")] {
            let Some(inside) = text[at..].strip_prefix(open) else { continue };
            let end = inside.find(close).filter(|end| !inside[..*end].contains(['\n', '<', '"']));
            if let Some(end) = end.filter(|end| *end > 0 && *end <= 200) {
                at += open.len() + end + close.len();
                continue 'next;
            }
        }
        return at;
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
