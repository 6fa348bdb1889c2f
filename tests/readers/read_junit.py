"""Reads JUnit files with junitparser and checks them against an XSD with lxml; prints what it read as JSON.

Not a test by itself: tests/integration/readers.rs runs it. Usage: read_junit.py XSD FILE...
The XSD is Jenkins's, and is extended here by what it does not know and Prow's readers do: the lifecycle of a test case and its
properties.
"""

import json
import sys

from junitparser import Failure, JUnitXml, Skipped
from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"


def extended(path):
    """The schema, with the attribute and the element that are missing in it."""
    tree = etree.parse(path)
    case = tree.find(f"{XS}element[@name='testcase']/{XS}complexType")
    choice = case.find(f"{XS}sequence/{XS}choice")
    etree.SubElement(choice, f"{XS}element", ref="properties")
    etree.SubElement(case, f"{XS}attribute", name="lifecycle", type="xs:string")
    return etree.XMLSchema(tree)


def read(path, schema):
    """What is in a file, as the readers see it."""
    schema.validate(etree.parse(path))
    suites = JUnitXml.fromfile(path)
    cases = [case for suite in suites for case in suite]
    return {
        "mistakes": [str(mistake) for mistake in schema.error_log],
        "suites": [suite.name for suite in suites],
        "stated": [suites.tests, suites.failures, suites.errors, sum(suite.skipped for suite in suites)],
        "counted": [
            len(cases),
            sum(any(isinstance(end, Failure) for end in case.result) for case in cases),
            0,
            sum(any(isinstance(end, Skipped) for end in case.result) for case in cases),
        ],
        "names": [case.name for case in cases],
        "texts": [end.text for case in cases for end in case.result if isinstance(end, Failure)],
    }


if __name__ == "__main__":
    xsd = extended(sys.argv[1]) if sys.argv[1] else None
    json.dump([read(path, xsd) for path in sys.argv[2:]], sys.stdout)
