"""Models of our own, one promise each: what BPMN 2.0 says, played through the real journal."""
