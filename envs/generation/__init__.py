"""Making suites."""
