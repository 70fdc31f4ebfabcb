"""Where allauth looks for the ways to sign in."""

from duijie.portal.signing.oidc.provider import OidcProvider
from duijie.portal.signing.orcid.provider import OrcidProvider

provider_classes = [OidcProvider, OrcidProvider]
