"""Who must do it, and by when: organs, assignment, terms, decisions, documents, notices."""
