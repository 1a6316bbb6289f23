"""The HTTP headers with which the column is to be served, and _headers, which says so to hosts that read it."""

FILE = "_headers"
_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}
EVERYWHERE = {
    "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in _POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ASSETS = {"Cache-Control": "public, max-age=31536000, immutable"}  # their names change with their content


def text() -> bytes:
    """The file, for a column at the root of its host.

    Such hosts join what two rules say of one header, and let browsers ask again for everything of themselves: so only
    of the assets is it said how long they may be kept.
    """
    rules = {"/*": EVERYWHERE, "/assets/*": ASSETS}
    return "".join(f"{path}\n{_lines(headers)}" for path, headers in rules.items()).encode()


def _lines(headers: dict[str, str]) -> str:
    return "".join(f"  {name}: {value}\n" for name, value in headers.items())
