"""A mail server (aiosmtpd) that misbehaves as the recipient's address says, and keeps what it takes in taken.jsonl."""
import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP

folder = pathlib.Path(sys.argv[1])
certificate = sys.argv[2] if len(sys.argv) > 2 else None
connections = 0


class Server(SMTP):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        global connections
        connections += 1
        self.number = connections


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nobody":
            return "550 5.1.1 no such mailbox"
        if name == "greylisted":
            return "451 4.7.1 greylisted, come back later"
        if name == "hangs":
            await asyncio.sleep(600)
        if name == "leaves":
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        if name == "full":
            return "452 4.2.2 mailbox full"
        if name == "spam":
            return "554 5.7.1 this looks like spam"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with open(folder / "taken.jsonl", "a", encoding="utf-8") as journal:
            journal.write(json.dumps({
                "to": envelope.rcpt_tos[0],
                "messageId": str(message["Message-ID"]),
                "subject": str(message["Subject"]),
                "text": message.get_content(),
                "connection": server.number,
                "tls": session.ssl is not None,
                "autoSubmitted": str(message["Auto-Submitted"]),
            }) + "\n")
        if name == "dropped":  # taken, and the line is cut before anybody is told
            server.transport.abort()
            return "250 OK"
        if name == "silent":  # taken, and nobody is ever told
            await asyncio.sleep(600)
        return "250 OK"


async def main():
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(Handler(), hostname="mail.school.example", tls_context=tls, require_starttls=tls is not None, enable_SMTPUTF8=True),
        "127.0.0.1", 0)
    print(f"listening on {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
