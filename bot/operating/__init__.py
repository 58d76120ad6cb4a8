"""What keeps a server running and observed: logs, traces, outages, probes over HTTP, diagnostics."""
