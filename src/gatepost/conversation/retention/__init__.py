"""How long a site keeps what, and carrying that out: texts, names, words, records of retries."""
