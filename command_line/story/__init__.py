"""The product's story as `tally demo` replays it: one module per act, a function per step."""
