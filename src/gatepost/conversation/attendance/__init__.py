"""Is anybody at the desk? Alarms when comments wait too long, and sites that close while nobody is there."""
