"""Work between processes: who may do what until when, and what one process tells the others."""
