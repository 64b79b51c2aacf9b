"""The sound pool of any contract, and the faults that are planted in it."""
