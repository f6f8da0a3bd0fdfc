"""A real mail server (PyPI: aiosmtpd) on this machine that does what a file tells it.

Arguments: folder, certificate and key or `-` `-`. In the folder `behaviour` holds ok, later, never or hang,
read anew for each recipient; each letter becomes a file `NNN.eml`. Prints its port.
"""

import asyncio
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FOLDER = pathlib.Path(sys.argv[1])
NAME, PASSWORD = b"detente", b"a test guards nothing"


class Handler:
    def __init__(self):
        self.letters = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        behaviour = (FOLDER / "behaviour").read_text().strip()
        (FOLDER / "asked").open("a").write(f"{address}\n")
        if behaviour == "hang":
            await asyncio.sleep(3600)
        if behaviour == "later":
            return "451 4.3.0 try again later"
        if behaviour == "never":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        self.letters += 1
        part = FOLDER / f"{self.letters:03}.part"
        part.write_bytes(envelope.original_content)
        part.rename(part.with_suffix(".eml"))
        return "250 2.0.0 kept"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == NAME and data.password == PASSWORD
    return AuthResult(success=right, handled=right)


def make(handler, tls):
    if tls is None:
        return SMTP(handler, enable_SMTPUTF8=False)
    return SMTP(
        handler,
        tls_context=tls,
        require_starttls=True,
        authenticator=authenticate,
        auth_required=True,
    )


async def main():
    tls = None
    if sys.argv[2] != "-":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(sys.argv[2], sys.argv[3])
    handler = Handler()
    loop = asyncio.get_running_loop()
    port = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    server = await loop.create_server(lambda: make(handler, tls), "127.0.0.1", port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
