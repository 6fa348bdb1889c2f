//! Tables of what is a secret and what only looks like one, as they stand in must-gathers. None of the secrets is real.

use proptest::prelude::*;

use super::*;

/// Texts, and what of them must not be seen.
const SECRETS: &[(&str, &[&str])] = &[
    (
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAtqw\nq2w3==\n-----END RSA PRIVATE KEY-----\nnext",
        &["MIIE", "q2w3"],
    ),
    (
        "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhk\\nq2w3==\\n-----END PRIVATE KEY-----",
        &["MIIE", "q2w3"],
    ),
    (
        "key: \"-----BEGIN EC PRIVATE KEY-----\\\\nMHcCAQEEIIk0Ahg5JZ4\\\\n-----END EC PRIVATE KEY-----\\\\n\"",
        &["MHcC"],
    ),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZ", &["b3Bl", "bm9uZ"]),
    (
        "it said -----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIFHDBOBgkqhkiG9w0BBQ0wQTApBg\nkqhkiG9w0BBQww",
        &["MIIF", "kqhki"],
    ),
    (
        "-----BEGIN DSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\nMIIBuwIBAAKBgQDx1\n-----END DSA PRIVATE KEY-----",
        &["MIIB"],
    ),
    (
        "data:,-----BEGIN%20RSA%20PRIVATE%20KEY-----%0AMIIEowIBAAKCAQEAtqw%0A-----END%20RSA%20PRIVATE%20KEY-----%0A",
        &["MIIE"],
    ),
    ("AoGBAKx0dX8yZ3JhbmRvbQ\nq2w3==\n-----END RSA PRIVATE KEY-----", &["AoGB", "q2w3"]),
    ("tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFb3dJQkFB", &["U0EgUFJJ", "NSUl"]),
    ("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tCk1JSUV2UUlCQURB", &["QUklW"]),
    (
        "token eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl-_x expired",
        &["eyJ", "c2ln"],
    ),
    ("eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3Mi…", &["eyJ"]),
    ("eyJhbGciOiJSUzI1NiIsImtpZC", &["eyJ"]),
    ("IsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLWlzLWhlcmU", &["eyJ", "c2ln"]),
    ("oc login --token=sha256~q3w4e5r6t7y8u9i0o-p1a2s3d4f5g6h7j8k9l0z1x2c3", &["q3w4", "x2c3"]),
    ("sha256~q3w4e5", &["q3w4"]),
    ("Authorization: Bearer abcdefgh", &["abcdefgh"]),
    ("-H 'Authorization: Bearer aB3dE5gH7jK9mN1p'", &["aB3d"]),
    ("Authorization:[Bearer aB3dE5gH7jK9mN1p] User-Agent:[x]", &["aB3d"]),
    ("sent Bearer aB3dE5gH7jK9mN1pQ5 to it", &["aB3d"]),
    ("authorization: Basic YWRtaW46aHVudGVyMg==", &["YWRt"]),
    ("header Basic YWRtaW46aHVudGVyMg== refused", &["YWRt"]),
    ("proxy http://squid:hunter2@proxy.example.com:3128 refused", &["hunter2"]),
    ("HTTPS_PROXY=https://us%40er:p%40ss@10.0.0.1", &["p%40ss"]),
    ("redis://:hunter2@cache:6379/0", &["hunter2"]),
    ("postgres://quay:hun@ter2@db/quay", &["hun", "ter2"]),
    ("https://me:hunter…", &["hunter"]),
    (r#"{"auths":{"quay.io":{"auth":"bWU6aHVudGVyMg==","email":""}}}"#, &["bWU6"]),
    (r#".dockerconfigjson: "{\"auths\":{\"quay.io\":{\"auth\":\"bWU6aHVudGVyMg==\"}}}""#, &["bWU6"]),
    (r#"\\\"auth\\\": \\\"bWU6aHVudGVyMg==\\\""#, &["bWU6"]),
    (".dockerconfigjson: eyJhdXRocyI6eyJxdWF5LmlvIjp7ImF1dGgiOiJiV1U2In19fQ==", &["eyJ"]),
    (".dockerconfigjson: ewogICJhdXRocyI6IHsKICAgICJxdWF5LmlvIjogewogICAgICAi", &["ewog"]),
    ("aws_access_key_id = AKIAIOSFODNN7EXAMPLE", &["AKIAI"]),
    ("InvalidAccessKeyId: ASIAIOSFODNN7EXAMPLE is unknown", &["ASIAI"]),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", &["wJal"]),
    (r#"{"secretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#, &["wJal"]),
    (concat!("clone with gh", "p_16C7e42F292c6912E7710c838347Ae178B4a"), &["16C7"]),
    (concat!("gh", "o_16C7e42F292c6912E7710c838347Ae178B4a"), &["16C7"]),
    (concat!("github", "_pat_11ABCDEFG0aBcDeFgHiJkL_mNoP"), &["11ABC"]),
    (concat!("https://oauth2:gl", "pat-aB3dE5gH7jK9mN1p@gitlab.example.com"), &["aB3d"]),
    (concat!("slack token xox", "b-123456789012-abcdefABCDEF"), &["1234"]),
    ("https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXX1", &["T0000"]),
    ("password: hunter2", &["hunter2"]),
    ("  - password: hun,t)er2", &["hun", "er2"]),
    ("  password: hunter2 and more", &["hunter2", "more"]),
    ("db password=hunter2 user=me", &["hunter2"]),
    ("password=letmein", &["letmein"]),
    ("login with password=let-me-in failed", &["let-me-in"]),
    ("wrong password: hunter2-a for me", &["hunter2"]),
    ("adminPassword: \"correct horse battery\"", &["horse"]),
    (r#"{"username":"me","password":"hunter2"}"#, &["hunter2"]),
    (r#"{\"username\":\"me\",\"password\":\"hun\\\"ter2\"}"#, &["hun", "ter2"]),
    (r#"vCenter login with "passwd": "Swordfish!" failed"#, &["Swordfish"]),
    ("{user: me, password: hunter2}", &["hunter2"]),
    ("bindPassword: 'hunter2'", &["hunter2"]),
    ("wrong password: hunter2 for me", &["hunter2"]),
    ("--password hunter2", &["hunter2"]),
    ("- --token=7f3a9c0e", &["7f3a"]),
    ("client_secret=aB3dE5gH7jK9&grant=x", &["aB3d"]),
    ("clientSecret: 9f86d081884c7d659a2feaa0c55ad015", &["9f86"]),
    ("api_key: 5b1c1b1e-5a1f-4b5c-9a7e-0c9f2f5d8e11", &["5b1c"]),
    ("token: abcdef.0123456789abcdef", &["abcdef"]),
    (r#""token":"MDEyMzQ1Njc4OWFiY2RlZg==""#, &["MDEy"]),
    ("X-Auth-Token: gAAAAABmX1yZ2kQp8rT5vW0xY3aB6cD9eF", &["gAAA"]),
    ("cookieSecret: U2x2cXJ4Zk9aT1h4", &["U2x2"]),
    ("- name: DB_PASSWORD\n  value: hunter2", &["hunter2"]),
    (r#"{"name":"DB_PASSWORD","value":"hunter2"}"#, &["hunter2"]),
    ("https://s3.example.com/b?X-Amz-Signature=fe5f80f77d5fa3beca038a248ff027d0", &["fe5f"]),
    (
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2U==;x",
        &["Eby8"],
    ),
    ("Authorization: token 16C7e42F292c6912E7710c838347", &["16C7"]),
    ("Authorization: Negotiate YIIZOAYGKwYBBQUCoIIZ", &["YIIZ"]),
    ("--db_password hunter2x", &["hunter2x"]),
    ("GET /c/x?sv=2020&sig=aB3dE5gH7jK9mN1pQ2rS4%3D", &["aB3d"]),
    ("EnvVar{Name:DB_PASSWORD Value:hunter2x ValueFrom:nil}", &["hunter2x"]),
    ("amqp://guest:default@mq", &["default"]),
    (r#"{"password":"secret"}"#, &["\"secret"]),
    (r#"{"password": "/x9Kd83jd"}"#, &["x9Kd"]),
    (r#"password="%s3cret""#, &["s3cret"]),
    ("password=$ecret12", &["ecret12"]),
    ("password: $Passw0rd1", &["Passw0rd1"]),
    ("password: *Passw0rd1", &["Passw0rd1"]),
    ("admin:$2y$05$JmZqVqXBrZGm9uDZpQk6EuVJX0bYk3", &["JmZq"]),
    ("admin:$apr1$hRY7OJWH$km1EYH.UIRjp6CzfZQz", &["km1E"]),
    ("hash $6$saltsalt$Kzj9qf8Q2Qy0Pz9s", &["Kzj9"]),
    ("admin:{SHA}d95o2uzYI7q7tY7bHI4U1xBug7s=", &["d95o"]),
    ("key = AQBvKYBjAAAAABAA6B9Y5hQv0wPlcBzSY2yYOA==", &["6B9Y"]),
    ("kubeadmin AbCdE-fGhIj-kLmNo-pQrSt", &["AbCdE"]),
    ("vault hvs.CAESIJ1k2l3m4n5o6p7q8r9sT", &["CAES"]),
    ("Cookie: session=MTcwMDAwMDAwMHxEdi1C", &["MTcw"]),
    ("db_pwd: hunter2pass", &["hunter2pass"]),
    ("client_secret = lowercaseonly", &["lowercaseonly"]),
    ("curl -u admin:letmein https://registry", &["letmein"]),
    ("oc login -u kubeadmin -p letmein https://api", &["letmein"]),
    ("ipmitool -U root -P calvin power", &["calvin"]),
    ("sshpass -p letmein ssh", &["letmein"]),
    ("POST password%3Dletmein", &["letmein"]),
    ("the password \"calvin\" is wrong", &["calvin"]),
    ("Password for admin: hunter2pass", &["hunter2pass"]),
    ("- value: letmein\n  name: DB_PASSWORD", &["letmein"]),
    (r#"{"key":"password","value":"letmein"}"#, &["letmein"]),
    (r#"args: ["--password", "letmein"]"#, &["letmein"]),
    ("- --password\n- letmein", &["letmein"]),
    ("password: |\n  letmein\n  swordfish", &["letmein", "swordfish"]),
    ("password: hun…", &["hun"]),
];

/// Texts of must-gathers that have to stay readable, every sign of them.
const HARMLESS: &[&str] = &[
    "",
    "secret: name-of-a-secret",
    "secretName: router-certs-default",
    "  secret: builder-dockercfg-x7k2p",
    "- secret: default-token-4wz7q",
    "tokenSecretRef: {name: x}",
    "tokenSecret: default-token-8s7xk",
    "type: kubernetes.io/service-account-token",
    "serviceAccountToken:",
    "serviceAccountToken: {expirationSeconds: 3607, path: token}",
    "automountServiceAccountToken: true",
    "token: /var/run/secrets/kubernetes.io/serviceaccount/token",
    "--token-auth-file=/etc/kubernetes/tokens.csv",
    "tokenFile: /var/run/secrets/openshift/serviceaccount/token",
    "failed to get token: unauthorized",
    "failed to get token: Post \"https://10.0.0.1:6443/api\": EOF",
    "error getting token: the server has asked for the client to provide credentials",
    "password authentication failed for user quay",
    "FATAL: password authentication failed",
    "invalid password: authentication failed for me",
    "wrong password: permission denied",
    "password: required",
    "passwordSecret: admin-password",
    "htpasswd:",
    "urn:alm:descriptor:com.tectonic.ui:password\",\"x",
    "the password is wrong: try again",
    "MountVolume.SetUp failed for volume \"certs\" : secret \"router-certs\" not found",
    "secret/pull-secret not found",
    "secrets \"v4-0-config-system-session\" not found",
    "secret: not found",
    "bootstrap-token",
    "system:bootstrap-token-abcdef",
    "ssh: rejected: administratively prohibited (bearer token missing)",
    "Bearer token is invalid",
    "WWW-Authenticate: Bearer realm=\"https://quay.io/v2/auth\",service=\"quay.io\"",
    "Authorization: Bearer <masked>",
    "x509: Basic Constraints: CA:FALSE",
    "use Basic authentication",
    "authorization: webhook",
    "http://[fd00::1]:6385/v1/nodes",
    "https://api.example.com:6443/healthz?timeout=10s",
    "https://me@example.com/",
    "docker://quay.io:443/me/image:tag@sha256:1f3a",
    "quay.io/openshift-release-dev/ocp-v4.0-art-dev@sha256:3b5c0a1e2f4d6b8a9c0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e",
    "http://me:xxxxx@proxy:3128",
    "http://me:$(PASSWORD)@proxy:3128",
    "http://me:<password>@proxy:3128",
    "-----BEGIN CERTIFICATE-----\nMIIDQDCCAiigAwIBAgIIYvA0nF0lY1IwDQYJKoZIhvcNAQELBQAwNjESMBAGA1UE\n-----END CERTIFICATE-----",
    "caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURRRENDQWlpZ0F3SUJBZ0lJ",
    "failed to find any PEM data: no -----BEGIN PRIVATE KEY----- in it",
    "password: \"\"",
    "password: ''",
    "password: <redacted>",
    "password: REDACTED",
    "password: *****",
    "password: [masked]",
    "\"password\":\"[masked]\"",
    "https://me:[masked 2]@a",
    "password: ${DB_PASSWORD}",
    "password: {{ .Values.password }}",
    "password: |",
    "password:\n  name: x",
    "\"password\": {\"type\": \"string\"}",
    "description: 'password: The password for the registry.'",
    "client_secret: tls.key",
    "privateKey: tls-private-key.pem",
    "accessKey: rook-ceph-object-user",
    "--tls-private-key-file=/var/run/secrets/serving-cert/tls.key",
    "--kubelet-client-key=/etc/kubernetes/static-pod-resources/secrets/kubelet-client/tls.key",
    "    key: password",
    "- key: token",
    "sort key: metadata.name",
    "serving-cert-secret-name: metrics-tls",
    "service.beta.openshift.io/serving-cert-secret-name: machine-api-operator-tls",
    "secret=openshift-ingress/router-certs-default",
    "controller=\"secret\" name=\"etcd-client\" namespace=\"openshift-etcd\"",
    "secret: \"kube-system/aws-creds\"",
    "pull-secret: registry.redhat.io",
    "token: 12345",
    "continue token: expired",
    "CloudCredentialSecret: ServiceAccountTokenVolume2023",
    "secret: v1.Secret",
    "clientToken: worker12",
    "name: TOKEN_FILE\nvalue: /var/run/token",
    "- name: REGISTRY_PASSWORD\n  valueFrom: {secretKeyRef: {key: password, name: x}}",
    "\"auth\": {\"type\": \"kubernetes\"}",
    "\"auth\": \"enabled\"",
    "authentication: mode: Webhook",
    "ui: eyJust a word",
    "AKIAS is no id",
    "etcd-token-7: leader changed",
    "monkey: banana; turkey=feathers",
    "error in token: 7f3a9c0e not found",
    "etcd member token: 8e9e05c52164694d",
    "token=0xc000123456",
    "client_token: f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "requestID token=f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "continue token: eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTIzNDU2fQ",
    "passwd: user42 unknown",
    "password=%s",
    "compass: north21",
    "PWD=/home/core",
    "requests: {cpu: 100m}, max_tokens: 4096",
];

#[test]
fn secrets_are_masked() {
    for (text, hidden) in SECRETS {
        for masked in [mask(text), mask_in_place(text)] {
            for part in *hidden {
                assert!(text.contains(part), "{text} has no {part}");
                assert!(!masked.contains(part), "{text}\n became {masked}");
            }
        }
        assert!(mask(text).contains(MASKED), "{text}");
    }
    assert!(SECRETS.len() > 40);
}

#[test]
fn secrets_are_masked_in_the_middle_of_other_text() {
    // What stands around is not looked at, but where a value ends a line or a text that was cut.
    for (text, hidden) in SECRETS.iter().filter(|(text, _)| !text.ends_with('…')) {
        let around =
            format!("2026-01-15T09:00:00Z I0115 controller.go:1] \"x\"\n{text}\nphase: Failed, reason: none");
        let masked = mask(&around);
        assert!(hidden.iter().all(|part| !masked.contains(part)), "{text}\n became {masked}");
        assert!(masked.starts_with("2026-01-15T09:00:00Z I0115 controller.go:1] \"x\"\n"), "{masked}");
        assert!(masked.ends_with("phase: Failed, reason: none") || text.contains("-----BEGIN"), "{masked}");
    }
}

#[test]
fn what_only_looks_like_a_secret_stays() {
    for text in HARMLESS {
        assert_eq!(mask(text), *text);
        assert_eq!(mask_in_place(text), *text);
        let around = format!("a: b\n{text}\nc: d");
        assert_eq!(mask(&around), around);
    }
    assert!(HARMLESS.len() > 40);
}

#[test]
fn only_the_secret_is_masked() {
    for (text, masked) in [
        ("proxy http://squid:hunter2@proxy:3128 refused", "proxy http://squid:[masked]@proxy:3128 refused"),
        ("password=hunter2 user=me", "password=[masked] user=me"),
        (r#"{"password":"hunter2","a":1}"#, r#"{"password":"[masked]","a":1}"#),
        (r#"\"password\":\"hunter2\",\"a\":1"#, r#"\"password\":\"[masked]\",\"a\":1"#),
        ("Bearer aB3dE5gH7jK9mN1pQ5 refused", "Bearer [masked] refused"),
        ("  password: hunter2 # mine", "  password: [masked] # mine"),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----[masked]-----END PRIVATE KEY-----",
        ),
    ] {
        assert_eq!(mask(text), masked);
    }
    assert_eq!(mask_in_place("url: a://ü:pässwörd@h"), "url: a://ü:********@h");
}

#[test]
fn a_name_tells_what_its_value_is() {
    for (name, value, masked) in [
        ("password", "hunter2", MASKED),
        ("stringData.password", "two words", MASKED),
        ("clientSecret", "aB3dE5gH7jK9", MASKED),
        ("secretName", "router-certs", "router-certs"),
        ("secret", "router-certs", "router-certs"),
        ("phase", "hunter2", "hunter2"),
        ("message", "password: hunter2", "password: [masked]"),
        ("password", "", ""),
    ] {
        assert_eq!(mask_named(name, value), masked, "{name}");
    }
}

#[test]
fn cutting_comes_after_masking() {
    let text = format!("{} https://me:{}@host/", "x".repeat(80), "hunter2".repeat(10));
    for most in 0..text.len() + 2 {
        assert!(!clip_masked(&text, most).contains("hunter"), "{most}");
    }
    assert_eq!(clip_masked("plain text", 6), "plain…");
    let long = format!("password={} tail", "aB3".repeat(10_000));
    assert_eq!(clip_masked(&long, 40), "password=[masked]…");
}

#[test]
fn words_are_in_order() {
    assert!(value::WORDS.is_sorted());
}

#[test]
fn a_long_text_takes_time_in_proportion() {
    let begun = std::time::Instant::now();
    for part in [
        "password",
        "-----BEGIN PRIVATE KEY-----",
        "a://b:",
        "\\\"auth\\\":\\\"",
        "AAAAAAAAAAAAAAAA\\n",
        "name: token ",
    ] {
        let text = part.repeat(200_000 / part.len());
        let masked = mask_in_place(&text);
        assert_eq!(masked.len(), text.len());
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// Texts that are made of parts of secrets.
fn parts() -> impl Strategy<Value = String> {
    let parts: Vec<&str> =
        SECRETS.iter().flat_map(|(text, _)| text.split_inclusive([' ', '"', ':', '\n', '='])).collect();
    let part = prop_oneof![
        4 => proptest::sample::select(parts).prop_map(str::to_owned),
        2 => proptest::sample::select(HARMLESS).prop_map(str::to_owned),
        1 => "[ -~]{0,8}",
        1 => "\\PC{0,4}",
        1 => proptest::sample::select(vec!["\n", "\\n", "\\\"", "\"", " ", "…", "[masked]", "****", "@", "://"]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn masking_twice_is_masking_once(text in parts()) {
        let once = mask(&text).into_owned();
        prop_assert_eq!(mask(&once), once.as_str());
        let in_place = mask_in_place(&text).into_owned();
        prop_assert_eq!(mask_in_place(&in_place), in_place.as_str());
    }

    #[test]
    fn a_hint_stands_in_every_secret(text in parts()) {
        prop_assert_eq!(find::secrets(&text), find::all_secrets(&text));
    }

    #[test]
    fn in_place_every_sign_keeps_its_place(text in parts(), is_cut in any::<bool>()) {
        for masked in [mask_in_place(&text), mask_lines(&text, is_cut)] {
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            for (before, after) in text.chars().zip(masked.chars()) {
                prop_assert!(before == after || after == '*' && before != '\n');
            }
        }
    }

    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,200}") {
        let _ = (mask(&text), mask_lines(&text, true), clip_masked(&text, 7), mask_named("password", &text));
    }
}
