"""The rules of the house: guidelines and what each site lets the engine do, in versions that are all kept."""
