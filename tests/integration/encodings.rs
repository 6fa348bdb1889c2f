//! Files that went through an editor or another shell: the same findings at the same lines, whatever the bytes.

use crate::common::{Scratch, check_json};

const POOL: &str = "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata:\n\
                    \x20 name: wörker\nspec:\n  paused: true\n";
const VERSION: &str = "openshift/must-gather\n4.18.0\n";

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn a_byte_order_mark_and_utf_16_change_nothing() {
    let marked = |text: &str| format!("\u{feff}{text}");
    type Encode<'e> = (&'static str, &'e dyn Fn(&str) -> Vec<u8>);
    let encodings: [Encode<'_>; 5] = [
        ("UTF-8", &|text| text.as_bytes().to_vec()),
        ("UTF-8 with a mark", &|text| marked(text).into_bytes()),
        ("UTF-16 of Windows", &|text| utf16(&marked(&text.replace('\n', "\r\n")), u16::to_le_bytes)),
        ("UTF-16, low byte first", &|text| utf16(&marked(text), u16::to_le_bytes)),
        ("UTF-16, high byte first", &|text| utf16(&marked(text), u16::to_be_bytes)),
    ];
    for (name, encode) in encodings {
        let scratch = Scratch::new();
        scratch.write("mg/version", encode(VERSION));
        scratch.write(
            "mg/cluster-scoped-resources/machineconfiguration.openshift.io/machineconfigpools/w.yaml",
            encode(POOL),
        );
        let report = check_json(&scratch.path("mg"), &["--select", "mcp-paused"]);
        let finding = &report["findings"][0];
        assert_eq!(finding["subject"]["name"], "wörker", "{name}: {report}");
        assert_eq!(finding["location"]["line"], 6, "{name}");
        assert_eq!(finding["location"]["column"], 11, "{name}");
        assert_eq!(finding["location"]["text"], "  paused: true", "{name}");
        assert_eq!(report["archive"]["product"], "openshift/must-gather", "{name}");
        let notices = report["notices"].as_array().expect("notices");
        assert!(notices.iter().all(|notice| notice["code"] != "invalid-utf8"), "{name}: {notices:?}");
    }
}
