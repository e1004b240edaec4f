"""What a procedure says: reads, checks, numbers and publishes diagrams, tables and forms; runs nothing."""

from workflows.findings import Finding, Refused

__all__ = ["Finding", "Refused"]
