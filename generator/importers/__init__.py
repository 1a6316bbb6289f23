"""Old reports in other formats → the pair of files an editor works on."""
