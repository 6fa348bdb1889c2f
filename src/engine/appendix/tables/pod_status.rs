//! What `kubectl get pods` says of a pod: how many containers are ready, in which state it is, how often it restarted. The
//! state is that of the container that is worst off and not the phase, which is `Running` for a pod that crashes over and
//! over.
//!
//! Source: kubernetes/kubernetes:pkg/printers/internalversion/printers.go (`printPod`).

use jiff::Timestamp;

use crate::engine::appendix::look::{condition, items_at, map_at, node_at, text_at, time_at};
use crate::model::Node;

/// The reason of a pod whose node does not answer (kubernetes/kubernetes:pkg/util/node/node.go).
const NODE_LOST: &str = "NodeLost";

/// What is said of a pod.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PodStatus {
    /// Containers that are ready, and all that should be.
    pub(super) ready: (usize, usize),
    /// In which state it is, in one word.
    pub(super) word: String,
    pub(super) restarts: Restarts,
}

/// How often containers restarted, and when the newest of those before ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Restarts {
    pub(super) count: u64,
    pub(super) last: Option<Timestamp>,
}

impl Restarts {
    fn add(&mut self, container: Node<'_>) {
        let count = text_at(container, &["restartCount"]).and_then(|count| count.parse().ok());
        self.count = self.count.saturating_add(count.unwrap_or_default());
        self.last = self.last.max(time_at(container, &["lastState", "terminated", "finishedAt"]));
    }
}

impl PodStatus {
    pub(super) fn of(pod: Node<'_>) -> Self {
        let sidecars = items_at(pod, &["spec", "initContainers"]).filter(|container| is_sidecar(*container));
        let mut status = Self {
            ready: (0, items_at(pod, &["spec", "containers"]).count() + sidecars.count()),
            word: text_at(pod, &["status", "reason"])
                .or_else(|| text_at(pod, &["status", "phase"]))
                .unwrap_or_default()
                .to_owned(),
            restarts: Restarts::default(),
        };
        let scheduled = condition(pod, "PodScheduled");
        if scheduled.and_then(|scheduled| scheduled.get_text("reason")) == Some("SchedulingGated") {
            status.word = "SchedulingGated".to_owned();
        }
        let of_sidecars = status.add_init_containers(pod);
        if of_sidecars.is_started || is_true(pod, "Initialized") {
            status.restarts = of_sidecars.restarts;
            status.add_containers(pod);
        }
        if let Some(word) = deleted(pod) {
            status.word = word.to_owned();
        }
        status
    }

    /// Takes in the init containers up to the first that is not done.
    fn add_init_containers(&mut self, pod: Node<'_>) -> Initialized {
        let mut done = Initialized { restarts: Restarts::default(), is_started: true };
        for (nr, container) in items_at(pod, &["status", "initContainerStatuses"]).enumerate() {
            self.restarts.add(container);
            let name = container.get_text("name");
            let mut specs = items_at(pod, &["spec", "initContainers"]);
            let is_sidecar = specs.any(|spec| is_sidecar(spec) && spec.get_text("name") == name);
            if is_sidecar {
                done.restarts.add(container);
            }
            let terminated = map_at(container, &["state", "terminated"]);
            if terminated.is_some_and(|terminated| number(terminated, "exitCode").is_none()) {
                continue;
            }
            if is_sidecar && is_set(container, "started") {
                self.ready.0 += usize::from(is_set(container, "ready"));
                continue;
            }
            let waiting = text_at(container, &["state", "waiting", "reason"]);
            self.word = match (terminated, waiting.filter(|reason| *reason != "PodInitializing")) {
                (Some(terminated), _) => format!("Init:{}", ended(terminated)),
                (None, Some(reason)) => format!("Init:{reason}"),
                (None, None) => {
                    format!("Init:{nr}/{}", items_at(pod, &["spec", "initContainers"]).count())
                }
            };
            done.is_started = false;
            break;
        }
        done
    }

    /// Takes in the containers, the last first: the word of the first counts most.
    fn add_containers(&mut self, pod: Node<'_>) {
        let mut has_running = false;
        let containers: Vec<Node<'_>> = items_at(pod, &["status", "containerStatuses"]).collect();
        for container in containers.into_iter().rev() {
            self.restarts.add(container);
            if let Some(reason) = text_at(container, &["state", "waiting", "reason"]) {
                self.word = reason.to_owned();
            } else if let Some(terminated) = map_at(container, &["state", "terminated"]) {
                self.word = ended(terminated);
            } else if is_set(container, "ready") && map_at(container, &["state", "running"]).is_some() {
                has_running = true;
                self.ready.0 += 1;
            }
        }
        if self.word == "Completed" && has_running {
            self.word = if is_true(pod, "Ready") { "Running" } else { "NotReady" }.to_owned();
        }
    }
}

/// What init containers come to.
struct Initialized {
    /// Of those that run beside the other containers.
    restarts: Restarts,
    /// Whether all of them are done, or run as they should.
    is_started: bool,
}

/// What is said of a pod that is being deleted.
fn deleted(pod: Node<'_>) -> Option<&'static str> {
    text_at(pod, &["metadata", "deletionTimestamp"])?;
    let is_over = matches!(text_at(pod, &["status", "phase"]), Some("Succeeded" | "Failed"));
    match text_at(pod, &["status", "reason"]) {
        Some(NODE_LOST) => Some("Unknown"),
        _ => (!is_over).then_some("Terminating"),
    }
}

/// How a container ended.
fn ended(terminated: Node<'_>) -> String {
    match (text_at(terminated, &["reason"]), number(terminated, "signal")) {
        (Some(reason), _) => reason.to_owned(),
        (None, Some(signal)) => format!("Signal:{signal}"),
        (None, None) => format!("ExitCode:{}", number(terminated, "exitCode").unwrap_or_default()),
    }
}

/// A number that is not zero.
fn number(node: Node<'_>, key: &str) -> Option<i64> {
    text_at(node, &[key]).and_then(|number| number.parse().ok()).filter(|number| *number != 0)
}

/// Whether an init container goes on running beside the others.
fn is_sidecar(container: Node<'_>) -> bool {
    container.get_text("restartPolicy") == Some("Always")
}

fn is_set(node: Node<'_>, key: &str) -> bool {
    node_at(node, &[key]).and_then(Node::as_bool) == Some(true)
}

fn is_true(pod: Node<'_>, name: &str) -> bool {
    condition(pod, name).and_then(|condition| condition.get_text("status")) == Some("True")
}
