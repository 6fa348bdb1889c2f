//! From a kind to the names that its files can have. An archive names files by plural, rules speak of kinds, and
//! nothing in an archive maps one to the other.

/// Kinds that are plurals themselves. Every other kind is not its own plural, so that a rule that says `Nodes` does not
/// pass for want of an object of that kind.
const ALREADY_PLURAL: [&str; 2] = ["endpoints", "securitycontextconstraints"];

/// The plurals that `kind` may have, lower case: what Kubernetes guesses, and what people chose instead.
/// Source: kubernetes/apimachinery:pkg/api/meta/restmapper.go (`UnsafeGuessKindToResource`).
#[must_use]
pub fn plurals(kind: &str) -> Vec<String> {
    let lower = kind.to_ascii_lowercase();
    if ALREADY_PLURAL.contains(&lower.as_str()) {
        return vec![lower];
    }
    let mut all = vec![format!("{lower}s"), format!("{lower}es")];
    if let Some(stem) = lower.strip_suffix('y') {
        all.push(format!("{stem}ies"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_plurals_that_occur() {
        for (kind, plural) in [
            ("Machine", "machines"),
            ("Proxy", "proxies"),
            ("NetworkPolicy", "networkpolicies"),
            ("Ingress", "ingresses"),
            ("DNS", "dnses"),
            ("Endpoints", "endpoints"),
            ("Gateway", "gateways"),
            ("StorageClass", "storageclasses"),
        ] {
            assert!(plurals(kind).iter().any(|p| p == plural), "{kind}");
        }
        assert!(!plurals("Machine").iter().any(|p| p == "machinesets"));
        assert!(!plurals("Nodes").iter().any(|p| p == "nodes"), "a plural is no kind");
    }
}
