"""Runs one FTP site with pyftpdlib. The only argument is a JSON file that says how; see pyftpdlib.ts."""

import json
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

with open(sys.argv[1], encoding="utf-8") as file:
    how = json.load(file)


def handler_with_tls():
    from OpenSSL import SSL
    from pyftpdlib.handlers import TLS_FTPHandler

    class Explicit(TLS_FTPHandler):
        certfile = how["certificate"]
        tls_control_required = True
        tls_data_required = True

    class Implicit(Explicit):
        def handle(self):
            self.secure_connection(self.ssl_context)
            super().handle()

    chosen = Implicit if how["implicit"] else Explicit
    context = chosen.get_ssl_context()
    if how["protocol"]:
        version = {"TLSv1.2": SSL.TLS1_2_VERSION, "TLSv1.3": SSL.TLS1_3_VERSION}[how["protocol"]]
        context.set_min_proto_version(version)
        context.set_max_proto_version(version)
    return chosen


handler = handler_with_tls() if how["certificate"] else FTPHandler
# A wrong password is answered after this many seconds.
handler.auth_failed_timeout = 0.1
handler.authorizer = DummyAuthorizer()
handler.authorizer.add_user(how["username"], how["password"], how["root"], perm=how["perm"])
FTPServer((how["address"], how["port"]), handler).serve_forever()
