"""Fault injection, as services/README.md describes it: a control endpoint of its own, and faults that act before the work of a route."""
