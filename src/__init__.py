"""From interview notes to a coding framework whose reliability is proven, and to the tables of the paper."""
