"""What breaks on purpose all that runs for nights: a campaign on a cluster, and the writer of a log. ``make outages``."""
