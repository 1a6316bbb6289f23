""".well-known/security.txt: whom to tell of a hole in the column's security (RFC 9116)."""

from generator.model import Security
from generator.pages import urls

FILE = ".well-known/security.txt"


def text(security: Security, site: str) -> bytes:
    """The file. It may name its own address only where that is the one at which it is looked for."""
    lines = [f"Contact: {security.contact}", f"Expires: {security.expires.isoformat()}T23:59:59+08:00"]
    if security.policy:
        lines.append(f"Policy: {security.policy}")
    if urls.base(site) == "/" and site.startswith("https://"):  # the standard knows no others
        lines.append(f"Canonical: {urls.absolute(site, FILE)}")
    return "".join(f"{line}\n" for line in lines).encode()
