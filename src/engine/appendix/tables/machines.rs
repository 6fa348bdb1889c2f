//! Machines, what makes them, what scales them, and the hosts below them.
//!
//! Source of the columns: `additionalPrinterColumns` of openshift/api:machine/v1beta1 (Machine, MachineSet) and machine/v1
//! (ControlPlaneMachineSet), openshift/cluster-autoscaler-operator:install (MachineAutoscaler) and
//! metal3-io/baremetal-operator:apis/metal3.io/v1alpha1. A ClusterAutoscaler has none but its age: its limits are shown.

use super::spec::Cell::At;
use super::spec::{AGE, NAME, Spec, all};

pub(super) const TABLES: [Spec; 6] = [
    Spec {
        id: "machines",
        title: "Machines",
        group: "machine.openshift.io",
        kind: "Machine",
        has: all,
        columns: &[
            NAME,
            ("Phase", At(&["status", "phase"])),
            ("Type", At(&["metadata", "labels", "machine.openshift.io/instance-type"])),
            ("Region", At(&["metadata", "labels", "machine.openshift.io/region"])),
            ("Zone", At(&["metadata", "labels", "machine.openshift.io/zone"])),
            AGE,
            ("Node", At(&["status", "nodeRef", "name"])),
            ("ProviderID", At(&["spec", "providerID"])),
            ("State", At(&["metadata", "annotations", "machine.openshift.io/instance-state"])),
        ],
    },
    Spec {
        id: "machinesets",
        title: "MachineSets",
        group: "machine.openshift.io",
        kind: "MachineSet",
        has: all,
        columns: &[
            NAME,
            ("Desired", At(&["spec", "replicas"])),
            ("Current", At(&["status", "replicas"])),
            ("Ready", At(&["status", "readyReplicas"])),
            ("Available", At(&["status", "availableReplicas"])),
            AGE,
        ],
    },
    Spec {
        id: "controlplanemachinesets",
        title: "ControlPlaneMachineSets",
        group: "machine.openshift.io",
        kind: "ControlPlaneMachineSet",
        has: all,
        columns: &[
            NAME,
            ("Desired", At(&["spec", "replicas"])),
            ("Current", At(&["status", "replicas"])),
            ("Ready", At(&["status", "readyReplicas"])),
            ("Updated", At(&["status", "updatedReplicas"])),
            ("Unavailable", At(&["status", "unavailableReplicas"])),
            ("State", At(&["spec", "state"])),
            AGE,
        ],
    },
    Spec {
        id: "clusterautoscalers",
        title: "ClusterAutoscalers",
        group: "autoscaling.openshift.io",
        kind: "ClusterAutoscaler",
        has: all,
        columns: &[
            NAME,
            ("Max Nodes", At(&["spec", "resourceLimits", "maxNodesTotal"])),
            ("Min Cores", At(&["spec", "resourceLimits", "cores", "min"])),
            ("Max Cores", At(&["spec", "resourceLimits", "cores", "max"])),
            ("Min Memory", At(&["spec", "resourceLimits", "memory", "min"])),
            ("Max Memory", At(&["spec", "resourceLimits", "memory", "max"])),
            ("Scale Down", At(&["spec", "scaleDown", "enabled"])),
            AGE,
        ],
    },
    Spec {
        id: "machineautoscalers",
        title: "MachineAutoscalers",
        group: "autoscaling.openshift.io",
        kind: "MachineAutoscaler",
        has: all,
        columns: &[
            NAME,
            ("Ref Kind", At(&["spec", "scaleTargetRef", "kind"])),
            ("Ref Name", At(&["spec", "scaleTargetRef", "name"])),
            ("Min", At(&["spec", "minReplicas"])),
            ("Max", At(&["spec", "maxReplicas"])),
            AGE,
        ],
    },
    Spec {
        id: "baremetalhosts",
        title: "BareMetalHosts",
        group: "metal3.io",
        kind: "BareMetalHost",
        has: all,
        columns: &[
            NAME,
            ("State", At(&["status", "provisioning", "state"])),
            ("Consumer", At(&["spec", "consumerRef", "name"])),
            ("Online", At(&["spec", "online"])),
            ("Error", At(&["status", "errorType"])),
            AGE,
        ],
    },
];
