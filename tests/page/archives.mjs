// Writes small must-gather directories with a story of their own. All texts are made up; nothing is copied from a cluster.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export const GATHERED = "2026-01-01T12:00:00Z";
const ROOT = "registry-example-org-must-gather-sha256-0123456789abcdef";

// A directory that looks like what `oc adm must-gather` leaves; `files` maps paths below its root to texts.
export function writeArchive(name, files) {
  const base = fs.mkdtempSync(path.join(os.tmpdir(), "camgi-page-"));
  const top = path.join(base, name);
  const write = (at, text) => {
    fs.mkdirSync(path.dirname(at), { recursive: true });
    fs.writeFileSync(at, text);
  };
  write(path.join(top, "timestamp"), "2026-01-01 11:58:00.0 +0000 UTC m=+0.1\n2026-01-01 12:00:00.0 +0000 UTC m=+120.1\n");
  write(path.join(top, ROOT, "version"), "openshift/must-gather\n4.18.0-example\n");
  for (const [at, text] of Object.entries(files)) write(path.join(top, ROOT, at), text);
  return top;
}

const quote = (text) => JSON.stringify(text);

export function clusterVersion() {
  return {
    "cluster-scoped-resources/config.openshift.io/clusterversions/version.yaml": `apiVersion: config.openshift.io/v1
kind: ClusterVersion
metadata:
  creationTimestamp: "2025-12-01T08:00:00Z"
  name: version
spec:
  channel: stable-4.18
  clusterID: 11111111-2222-3333-4444-555555555555
status:
  availableUpdates: null
  conditions:
  - lastTransitionTime: "2025-12-01T09:00:00Z"
    message: Done applying 4.18.3
    status: "True"
    type: Available
  - lastTransitionTime: "2025-12-01T09:00:00Z"
    status: "False"
    type: Failing
  - lastTransitionTime: "2025-12-01T09:00:00Z"
    message: Cluster version is 4.18.3
    status: "False"
    type: Progressing
  desired:
    image: registry.example.org/release@sha256:00
    version: 4.18.3
  history:
  - completionTime: "2025-12-01T09:00:00Z"
    image: registry.example.org/release@sha256:00
    startedTime: "2025-12-01T08:00:00Z"
    state: Completed
    verified: false
    version: 4.18.3
  observedGeneration: 1
  versionHash: aaaa
`,
    "cluster-scoped-resources/config.openshift.io/infrastructures/cluster.yaml": `apiVersion: config.openshift.io/v1
kind: Infrastructure
metadata:
  name: cluster
status:
  controlPlaneTopology: HighlyAvailable
  infrastructureName: tally-x
  platform: AWS
  platformStatus:
    type: AWS
`,
  };
}

// One Node; `indent` puts it into a list.
export function nodeYaml(name, ready, indent) {
  const pad = indent || "";
  const lines = [
    "apiVersion: v1",
    "kind: Node",
    "metadata:",
    '  creationTimestamp: "2025-12-01T08:10:00Z"',
    "  labels:",
    '    node-role.kubernetes.io/worker: ""',
    "  name: " + quote(name),
    "spec:",
    "  providerID: aws:///zone-a/" + quote("i-" + name.replace(/\W/g, "")).slice(1, -1),
    "status:",
    "  conditions:",
    '  - lastHeartbeatTime: "2026-01-01T11:59:00Z"',
    '    lastTransitionTime: "2026-01-01T10:00:00Z"',
    "    message: " + (ready ? "kubelet is posting ready status" : quote("the container runtime of " + name + " is down")),
    "    reason: " + (ready ? "KubeletReady" : "KubeletNotReady"),
    '    status: "' + (ready ? "True" : "False") + '"',
    "    type: Ready",
    "  nodeInfo:",
    "    kubeletVersion: v1.31.4",
  ];
  return lines.map((line, i) => (indent ? (i === 0 ? "- " : pad) + line : line)).join("\n") + "\n";
}

export function operatorYaml(name, message) {
  return `apiVersion: config.openshift.io/v1
kind: ClusterOperator
metadata:
  creationTimestamp: "2025-12-01T08:05:00Z"
  name: ${name}
status:
  conditions:
  - lastTransitionTime: "2026-01-01T10:20:00Z"
    message: ${quote(message || "All is well")}
    reason: ${message ? "TallyLost" : "AsExpected"}
    status: "${message ? "True" : "False"}"
    type: Degraded
  - lastTransitionTime: "2025-12-01T09:00:00Z"
    message: All is well
    reason: AsExpected
    status: "True"
    type: Available
  - lastTransitionTime: "2025-12-01T09:00:00Z"
    message: All is well
    reason: AsExpected
    status: "False"
    type: Progressing
  versions:
  - name: operator
    version: 4.18.3
`;
}

export function machineYaml(name, indent, error) {
  const lines = [
    "apiVersion: machine.openshift.io/v1beta1",
    "kind: Machine",
    "metadata:",
    '  creationTimestamp: "2025-12-01T08:00:00Z"',
    "  labels:",
    "    machine.openshift.io/cluster-api-machine-role: worker",
    "    machine.openshift.io/cluster-api-machineset: tally-x-worker",
    "  name: " + quote(name),
    "  namespace: openshift-machine-api",
    "spec:",
    "  providerSpec:",
    "    value:",
    "      instanceType: m6i.large",
    "status:",
    ...(error ? ["  errorMessage: " + quote(error), "  errorReason: CreateError"] : []),
    "  phase: " + (error ? "Failed" : "Running"),
  ];
  const pad = indent ? "  " : "";
  return lines.map((line, i) => (indent ? (i === 0 ? "- " : pad) + line : line)).join("\n") + "\n";
}

export const POD = "machine-api-controllers-5d7f6c-abcde";
export const LOG = `namespaces/openshift-machine-api/pods/${POD}/machine-controller/machine-controller/logs/current.log`;

export function podWithLog(log) {
  return {
    [`namespaces/openshift-machine-api/pods/${POD}/${POD}.yaml`]: `apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: "2025-12-20T08:00:00Z"
  name: ${POD}
  namespace: openshift-machine-api
spec:
  containers:
  - image: registry.example.org/mapi:1
    name: machine-controller
  nodeName: worker-1
status:
  containerStatuses:
  - name: machine-controller
    ready: true
    restartCount: 0
    state:
      running:
        startedAt: "2025-12-20T08:00:10Z"
  phase: Running
`,
    [LOG]: log,
  };
}

export function events() {
  const items = Array.from({ length: 40 }, (_, i) => {
    const at = `2026-01-01T11:${String(i + 10).padStart(2, "0")}:00Z`;
    return `- apiVersion: v1
  count: ${i + 1}
  firstTimestamp: "2026-01-01T10:00:00Z"
  involvedObject:
    kind: Node
    name: worker-${i % 3}
  kind: Event
  lastTimestamp: "${at}"
  message: tally ${i} of the node was lost
  metadata:
    creationTimestamp: "2026-01-01T10:00:00Z"
    name: worker-${i}.tally
    namespace: openshift-machine-api
  reason: TallyLost
  source:
    component: tally
  type: Warning
`;
  }).join("");
  return { "namespaces/openshift-machine-api/core/events.yaml": "---\napiVersion: v1\nitems:\n" + items + "kind: EventList\nmetadata: {}\n" };
}

export const PANIC = "2026-01-01T11:30:00Z panic: tally sheet is empty";

export function smallLog() {
  const lines = Array.from({ length: 3000 }, (_, i) => `2026-01-01T11:${String(Math.floor(i / 60) % 60).padStart(2, "0")}:${String(i % 60).padStart(2, "0")}Z I0101 counting sheep ${i + 1}`);
  lines[1499] = PANIC;
  lines[2000] = "2026-01-01T11:33:20Z I0101 a black sheep";
  return lines.join("\n") + "\n";
}

export function smallArchive() {
  return writeArchive("tally-must-gather", {
    ...clusterVersion(),
    "cluster-scoped-resources/core/nodes/worker-0.yaml": nodeYaml("worker-0", false),
    "cluster-scoped-resources/core/nodes/worker-1.yaml": nodeYaml("worker-1", true),
    "cluster-scoped-resources/core/nodes/worker-2.yaml": nodeYaml("worker-2", false),
    "cluster-scoped-resources/config.openshift.io/clusteroperators/dns.yaml": operatorYaml("dns", "the tally of names is lost\nand a second line"),
    "cluster-scoped-resources/config.openshift.io/clusteroperators/ingress.yaml": operatorYaml("ingress"),
    "namespaces/openshift-machine-api/machine.openshift.io/machines/worker-9.yaml": machineYaml("worker-9", false, "InsufficientInstanceCapacity: no room for m6i.large"),
    ...podWithLog(smallLog()),
    ...events(),
  });
}

// 1,000 findings of Nodes and 10,000 rows: the Nodes and 9,000 Machines.
export function bigArchive() {
  const list = (kind, items) => "---\napiVersion: v1\nitems:\n" + items.join("") + "kind: " + kind + "List\nmetadata: {}\n";
  const name = (i) => "worker-" + String(i).padStart(5, "0");
  return writeArchive("big-must-gather", {
    ...clusterVersion(),
    "cluster-scoped-resources/core/nodes.yaml": list("Node", Array.from({ length: 1000 }, (_, i) => nodeYaml(name(i), false, "  "))),
    "namespaces/openshift-machine-api/machine.openshift.io/machines.yaml": list("Machine", Array.from({ length: 9000 }, (_, i) => machineYaml(name(i), true))),
  });
}

// A log of 100 MB, with one line that a rule finds.
export function longLogArchive(lines) {
  const rows = [];
  for (let i = 1; i <= lines; i += 1) {
    rows.push(i === lines - 500 ? PANIC : "2026-01-01T11:00:00Z I0101 reconcile " + String(i * 7919 % 1000003).padStart(8, "0") + " of the sheet number " + i + " is done");
  }
  return writeArchive("long-must-gather", { ...clusterVersion(), "cluster-scoped-resources/core/nodes/worker-1.yaml": nodeYaml("worker-1", true), ...podWithLog(rows.join("\n") + "\n") });
}

// What an archive could try on a reader. `window.pwned` must stay unset.
export const HOSTILE = [
  "<script>window.pwned=1</script>",
  "</script><script>window.pwned=2</script>",
  "&lt;img src=x onerror=window.pwned=3&gt;",
  "&#60;img src=x onerror=window.pwned=4&#62;",
  "<img src=x onerror=window.pwned=5>",
  "<svg onload=window.pwned=6>",
  "\"><iframe srcdoc='<script>parent.pwned=7</script>'>",
  "<!--<script>window.pwned=8",
  "javascript:window.pwned=9",
  "{{constructor.constructor('window.pwned=10')()}}",
  "\u2028window.pwned=11\u2029",
  "\u001b[31mred\u001b[0m \u001b]8;;javascript:window.pwned=12\u0007link\u001b]8;;\u0007",
  "\u202egnp.exe\u202c \u2066x\u2069",
  "</title><style>*{display:none}</style>",
];

export function hostileArchive() {
  const all = HOSTILE.join(" ");
  const machines = HOSTILE.map((text, i) => machineYaml("m" + i + " " + text, true, "InsufficientInstanceCapacity " + text)).join("");
  const long = "x".repeat(1_000_000);
  const yamlText = JSON.stringify(all);
  return writeArchive("hostile-<img src=x onerror=window.pwned=20>&lt;b&gt;", {
    ...clusterVersion(),
    "cluster-scoped-resources/core/nodes/worker-0.yaml": nodeYaml("worker-0", false) + "  note: " + yamlText + "\n  long: " + long + "\n",
    ["cluster-scoped-resources/core/nodes/" + "n<img src=x onerror=window.pwned=21>&lt;.yaml"]: nodeYaml("n<img src=x onerror=window.pwned=21>&lt;", false),
    "cluster-scoped-resources/config.openshift.io/clusteroperators/dns.yaml": operatorYaml("dns", all),
    "namespaces/openshift-machine-api/machine.openshift.io/machines.yaml": "---\napiVersion: v1\nitems:\n" + machines + "kind: MachineList\nmetadata: {}\n",
    ...podWithLog([...HOSTILE.map((text) => "2026-01-01T11:29:00Z " + text), long, "2026-01-01T11:30:00Z panic: " + all, ""].join("\n")),
  });
}
