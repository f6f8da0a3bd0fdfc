"""What schemathesis doesn't know of our API by itself."""

import schemathesis


@schemathesis.serializer("application/csp-report")
def csp_report(_context, value):
    """A browser's report: any bytes are taken."""
    return value if isinstance(value, bytes) else str(value).encode()
