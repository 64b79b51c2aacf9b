"""From something that went wrong to a minimal counterexample that fresh processes show, told by the requirement at fault."""
