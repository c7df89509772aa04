"""Agreement on spans of text, whose limits the coders set themselves: characters, the u-alphas and gamma."""
