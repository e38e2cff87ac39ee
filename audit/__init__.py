"""Re-derive and compare, prove, export, verify; knows no web and no workflows."""
