"""Two moderators where one is not enough: four eyes on chosen clauses, appeals answered by somebody else."""
