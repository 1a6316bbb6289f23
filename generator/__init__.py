"""nianbao: the yearly reports on information disclosure of a county, as one accessible web column."""
