#!/bin/bash
# Judges the must-gather in the artifacts of this step; without one it gathers it first. Whatever happens, the step ends
# well: a job must not fail because of what looks at it. Hence no `set -e`.
set -uo pipefail

must_gather="${ARTIFACT_DIR}/must-gather"
if [[ ! -e "${must_gather}" ]]; then
  mkdir -p "${must_gather}"
  oc adm must-gather --dest-dir="${must_gather}" >"${ARTIFACT_DIR}/must-gather.log" 2>&1 \
    || echo "oc adm must-gather ended with $?; what it gathered is judged"
fi

# Writes junit_camgi.xml, camgi.json and camgi.sarif to the artifacts, and a line for each finding here.
camgi check --prow --exit-zero "${must_gather}" || echo "camgi ended with $?"
exit 0
