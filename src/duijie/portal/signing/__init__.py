"""Signing in through somebody else: OpenID Connect providers and ORCID, as the operator names them."""
