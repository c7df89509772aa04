"""What can be done with a project: one class of verbs per noun, together the methods of `Project`."""
