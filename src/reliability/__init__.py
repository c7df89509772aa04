"""Agreement between coders: counts, coefficients, intervals, bands. Arrays and frames in, results out."""
