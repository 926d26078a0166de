"""How each moderator likes the desk: keys, type, light, and what is softened until asked for."""
