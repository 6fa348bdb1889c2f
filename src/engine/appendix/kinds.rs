//! Which objects a page asks for, whatever the rules want.

use crate::archive::layout::split;
use crate::archive::logs::{LogFile, Whose, whose};

/// Groups and kinds of the objects in the tables and on the time line, and of Jobs: a pod of a Job that is complete is in
/// no trouble.
pub(in crate::engine) const KINDS: &[(&str, &str)] = &[
    ("config.openshift.io", "ClusterVersion"),
    ("config.openshift.io", "ClusterOperator"),
    ("", "Node"),
    ("machineconfiguration.openshift.io", "MachineConfigPool"),
    ("machine.openshift.io", "Machine"),
    ("machine.openshift.io", "MachineSet"),
    ("machine.openshift.io", "ControlPlaneMachineSet"),
    ("autoscaling.openshift.io", "ClusterAutoscaler"),
    ("autoscaling.openshift.io", "MachineAutoscaler"),
    ("metal3.io", "BareMetalHost"),
    ("certificates.k8s.io", "CertificateSigningRequest"),
    ("", "Pod"),
    ("batch", "Job"),
    ("", "Event"),
    ("events.k8s.io", "Event"),
];

/// Namespaces whose pods have tables of their own, with logs.
const SHOWN: [&str; 4] = [
    "openshift-machine-api",
    "openshift-machine-config-operator",
    "openshift-cloud-controller-manager",
    "openshift-cloud-controller-manager-operator",
];

/// Whether the file at this path is a log that belongs to a table, wherever the root of it ends.
pub(in crate::engine) fn is_shown(path: &str) -> bool {
    let Some((_, inside)) = split(path) else { return false };
    let Whose { file, namespace, .. } = whose(inside);
    matches!(file, Some(LogFile::PodCurrent | LogFile::PodPrevious))
        && namespace.is_some_and(|namespace| SHOWN.contains(&namespace))
}
