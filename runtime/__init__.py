"""What the entry points compose from: settings, logs, metrics, Temporal, the embedded stack."""
