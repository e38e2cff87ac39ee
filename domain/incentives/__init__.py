"""What managers and executives are paid for in a cycle: measures and weights, never pay."""
