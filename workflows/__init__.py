"""Order, wait and time out; every decision itself is the domain's."""
