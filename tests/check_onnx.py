"""Checks dumped graphs with ONNX's own checker: they must be valid, and their shapes inferable.

deno task bench --quick --dump-graph graphs
python3 -m pip install onnx
python3 tests/check_onnx.py graphs/*.onnx

Nodes of ONNX Runtime's own domains are checked for their place in the graph alone: their
definitions are not part of ONNX.
"""

import sys

import onnx

if len(sys.argv) < 2:
    sys.exit("Usage: python3 tests/check_onnx.py GRAPH.onnx …")

for path in sys.argv[1:]:
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    operators = {node.op_type for node in model.graph.node}
    for node in model.graph.node:
        for attribute in node.attribute:
            operators |= {inner.op_type for inner in attribute.g.node}
    print(f"{path}: valid; {', '.join(sorted(operators))}")
