"""Reading questions, comparisons and sentences that mention a term."""
