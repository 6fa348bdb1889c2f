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

/// Bytes of the end of other logs that a page may want: those of containers that ended, and of pods in trouble.
pub(super) const OF_TROUBLE: usize = 256 << 10;

/// How many bytes of the end of the file at this path a page wants, if it is a log; of those of the tables `most`. Where the
/// root of it ends is not known yet.
pub(in crate::engine) fn wanted_tail(path: &str, most: usize) -> Option<usize> {
    let (_, inside) = split(path)?;
    let Whose { file, namespace, .. } = whose(inside);
    match file? {
        LogFile::PodCurrent | LogFile::PodPrevious if SHOWN.contains(&namespace?) => Some(most),
        // There is one only where a container ended, and few of these ended well.
        LogFile::PodPrevious => Some(most.min(OF_TROUBLE)),
        _ => None,
    }
}
