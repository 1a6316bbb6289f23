"""Which pages there are, their URLs, and what each template is given."""
