"""From counts to what may be concluded: variances, intervals, the bootstrap and tests."""
