"""Why coders differ and where: diagnosis, breakdowns, confusion, drift, gold standards, and what other tools say."""
