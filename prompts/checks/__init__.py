"""The checks that every sentence of a reply goes through, whoever wrote it (design, section 5)."""
