"""Who sits at the desk: people, invitations, passkeys, identities at a provider. Use cases in people.py."""
