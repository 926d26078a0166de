"""Letters to readers: an outbox that is written with its reason, texts in six languages, and the sending."""
