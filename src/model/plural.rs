//! From a kind to the names that its files can have. An archive names files by plural, rules speak of kinds, and
//! nothing in an archive maps one to the other.

/// The plurals that `kind` may have, lower case: what Kubernetes guesses, and what people chose instead.
/// Source: kubernetes/apimachinery:pkg/api/meta/restmapper.go (`UnsafeGuessKindToResource`).
#[must_use]
pub fn plurals(kind: &str) -> Vec<String> {
    let lower = kind.to_ascii_lowercase();
    let mut all = vec![format!("{lower}s"), format!("{lower}es"), lower.clone()];
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
    }
}
